import { spread } from '../core/spread.ts';
import type { Clock, Duration } from '../core/time.ts';
import { nameOf } from './failure.ts';

/** How often a service is asked, at most, before its failure is an error. A page of 10 MB locks its shard for 5 s. */
const ATTEMPTS = 7;
const FIRST_WAIT: Duration = 200;
const LONGEST_WAIT: Duration = 5_000;

/** What says that the service is there and will answer, only not so often. */
const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'KMSThrottlingException',
  'ThrottlingException',
]);

export const isThrottle = (thrown: unknown): boolean => THROTTLED.has(nameOf(thrown));

/** How long `who` waits behind that attempt, counted from 1: twice as long each time, half of it jitter. */
export function waitAfter(attempt: number, who: string): Duration {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
  return Math.round(longest * (0.5 + spread(`${who}/${attempt}`) / 2));
}

/**
 * Asks again while the service is throttled, or whatever else `again` says. Throws what `ask` throws, and the signal's
 * reason once it is aborted.
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  who: string,
  clock: Clock,
  signal: AbortSignal,
  again: (thrown: unknown) => boolean = isThrottle,
  attempts = ATTEMPTS,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (thrown) {
      signal.throwIfAborted();
      if (!again(thrown) || attempt === attempts) throw thrown;
      await clock.sleep(waitAfter(attempt, who), signal);
    }
  }
}
