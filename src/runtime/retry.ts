import { createHash } from 'node:crypto';
import { defer, from, type MonoTypeOperatorFunction, retry, throwError } from 'rxjs';
import { WorldError } from '../core/errors.ts';
import type { RunContext } from '../core/source.ts';
import type { Duration } from '../core/time.ts';

const FIRST_WAIT: Duration = 100;
const LONGEST_WAIT: Duration = 30_000;

/**
 * Subscribes again after a WorldError, for ever, waiting twice as long each time up to half a minute, and between half
 * and all of that, by `who` waits, so that many tasks do not come back at once. A value that gets through starts the
 * waits anew. Anything else that is thrown goes on.
 */
export function retryWorld<T>(what: string, who: string, context: RunContext): MonoTypeOperatorFunction<T> {
  const { clock, logger, signal } = context;
  return retry({
    resetOnSuccess: true,
    delay: (thrown: unknown, attempt) => {
      if (!(thrown instanceof WorldError) || signal.aborted) return throwError(() => thrown);
      const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
      const wait = Math.round(longest * (0.5 + spread(`${who}/${what}/${attempt}`) / 2));
      logger.warn({ what, attempt, wait, reason: thrown.message }, 'trying again');
      return defer(() => from(clock.sleep(wait, signal).then(() => true)));
    },
  });
}

/** In [0, 1): another number for each name, and the same one each time, so that a simulation can be replayed. */
const spread = (name: string): number => createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;
