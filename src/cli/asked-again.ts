import { WorldError } from '../core/errors.ts';
import type { Logger } from '../core/source.ts';
import { type Clock, type Duration, seconds } from '../core/time.ts';
import { patiently } from '../runtime/schedule/patient.ts';

/** How often a store is asked that does not answer, and how long it rests in between. */
const TRIES = 3;
const AGAIN: Duration = seconds(1);

interface How {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Given: it is asked until this is aborted, and then a few times more. Left out: a few times. */
  readonly patient?: AbortSignal | undefined;
}

/** Asks what may be asked again, where the world fails; throws what came of it at last. */
export async function askedAgain<T>(what: string, ask: () => Promise<T>, how: How): Promise<T> {
  const { clock, logger, patient } = how;
  if (patient && !patient.aborted) {
    const answered = async () => ({ answer: await ask() });
    const told = await patiently(what, answered, { clock, logger, signal: patient });
    if (told) return told.answer;
  }
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (thrown) {
      if (!(thrown instanceof WorldError) || tries === TRIES) throw thrown;
      await clock.sleep(AGAIN);
    }
  }
}
