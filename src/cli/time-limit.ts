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

/** Tells a job to stop when it has taken for so long, and throws, with what it waited for at last; or lets go of it. */
export async function within(
  span: Duration,
  job: string,
  { clock, logger, signal }: Options,
  work: (limited: Options) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController();
  const late = new AbortController();
  const wait = new LastWait();
  const letGo = clock.sleep(span, over.signal).then(async () => {
    if (over.signal.aborted) return;
    late.abort();
    await clock.sleep(GRACE, over.signal);
  });
  try {
    const stop = AbortSignal.any([signal, late.signal]);
    const result = await Promise.race([work({ clock, logger: wait.heardOn(logger), signal: stop }), letGo]);
    if (result === 'succeeded' || (result === 'stopped' && signal.aborted)) return result;
  } finally {
    over.abort();
  }
  const why = wait.reason === undefined ? '' : ` It last waited for: ${wait.reason}`;
  throw new Unsuccessful('timed out', `${job} was not done within ${spanText(span)}.${why}`);
}
