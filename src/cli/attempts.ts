import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/source.ts';
import { type Clock, type Duration, minutes, seconds } from '../core/time.ts';
import type { Result } from '../store/store.ts';

/** Before the second attempt; then twice as long each time, up to the longest. */
const FIRST_WAIT: Duration = seconds(10);
const LONGEST_WAIT: Duration = minutes(5);

interface How {
  readonly job: string;
  /** Attempts behind the first one, at most. */
  readonly retries: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Tries again what has failed, whatever it failed of; throws what the last attempt failed of. */
export async function attempts(
  { job, retries, clock, logger, signal }: How,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let n = 1, wait = FIRST_WAIT; ; n++, wait = Math.min(LONGEST_WAIT, 2 * wait)) {
    try {
      return await attempt();
    } catch (thrown) {
      if (n > retries || signal.aborted) throw thrown;
      const fields = { pipeline: job, attempt: n, of: retries + 1, wait, reason: messageOf(thrown) };
      logger.warn(fields, 'failed: it is tried again');
      await clock.sleep(wait, signal);
      if (signal.aborted) return 'stopped';
    }
  }
}
