import type { Logger } from '../core/source.ts';
import { type Clock, type Duration, seconds, spanText } from '../core/time.ts';
import type { Result } from '../store/store.ts';
import { LastWait } from './last-wait.ts';
import { Unsuccessful } from './unsuccessful.ts';

/** How long what is told to stop may take to commit what it has in hand. */
const GRACE: Duration = seconds(10);

interface Options {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

interface Limited extends Options {
  /** Aborted where the work has not stopped in time: what it is doing is to be dropped. */
  readonly letGo: AbortSignal;
}

/** Tells a job to stop when it has taken for so long, and throws, with what it waited for at last; or lets go of it. */
export async function within(
  span: Duration,
  job: string,
  { clock, logger, signal }: Options,
  work: (limited: Limited) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController();
  const late = new AbortController();
  const gone = new AbortController();
  const wait = new LastWait();
  const left = clock.sleep(span, over.signal).then(async () => {
    if (over.signal.aborted) return;
    late.abort();
    await clock.sleep(GRACE, over.signal);
    gone.abort();
  });
  try {
    const stop = AbortSignal.any([signal, late.signal]);
    const limited = { clock, logger: wait.heardOn(logger), signal: stop, letGo: gone.signal };
    const result = await Promise.race([work(limited), left]);
    if (result === 'succeeded' || (result === 'stopped' && signal.aborted)) return result;
  } finally {
    over.abort();
  }
  const why = wait.reason === undefined ? '' : ` It last waited for: ${wait.reason}`;
  throw new Unsuccessful('timed out', `${job} was not done within ${spanText(span)}.${why}`);
}
