import { defer, EMPTY, filter, from, type MonoTypeOperatorFunction, retry, tap, throwError } from 'rxjs';
import { WorldError } from '../core/errors.ts';
import type { RunContext } from '../core/source.ts';
import { spread } from '../core/spread.ts';
import type { Duration, Millis } from '../core/time.ts';

const FIRST_WAIT: Duration = 100;
/** Short, for what the log of an exchange's stream misses meanwhile is gone. */
const LONGEST_WAIT: Duration = 5_000;
/** Of the attempts behind the first so many, one of as many is told. */
const TOLD = 12;
/** What has stood for so long was well, not slow to time out: the next failure begins with short waits again. */
const STOOD: Duration = 30_000;

/**
 * Subscribes again after a WorldError, for ever, waiting twice as long each time up to five seconds, and between half
 * and all of that, by `who` waits, so that many tasks do not come back at once. The waits begin anew when a value got
 * through, or when it had stood for a while. At a stop it completes instead: what was not done is done by the next run.
 * Anything else that is thrown goes on.
 */
export function retryWorld<T>(
  what: string,
  who: string,
  context: Pick<RunContext, 'clock' | 'logger' | 'signal'>,
): MonoTypeOperatorFunction<T> {
  const { clock, logger, signal } = context;
  return (source) =>
    defer(() => {
      let attempt = 0;
      let began: Millis = 0;
      const reset = () => {
        attempt = 0;
      };
      const attempted = defer(() => {
        began = clock.elapsed();
        return source.pipe(tap(reset));
      });
      return attempted.pipe(
        retry({
          delay: (thrown: unknown) => {
            if (!(thrown instanceof WorldError)) return throwError(() => thrown);
            if (signal.aborted) {
              logger.warn({ what, reason: thrown.message }, 'stopped while it failed');
              return EMPTY;
            }
            if (clock.elapsed() - began >= STOOD) reset();
            attempt++;
            const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
            const wait = Math.round(longest * (0.5 + spread(`${who}/${what}/${attempt}`) / 2));
            if (attempt <= TOLD || attempt % TOLD === 0) {
              logger.warn({ what, attempt, wait, reason: thrown.message }, 'trying again');
            }
            return from(clock.sleep(wait, signal)).pipe(filter(() => !signal.aborted));
          },
        }),
      );
    });
}
