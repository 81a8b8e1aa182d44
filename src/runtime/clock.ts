import { clearTimeout, setTimeout } from 'node:timers';
import type { Clock, Duration } from '../core/time.ts';

/** A timer of the system is set for no longer: what is longer is slept in pieces. */
const LONGEST: Duration = 2 ** 31 - 1;

/** The machine's clock: the only place that asks for the time of day. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (span, signal) => {
    for (let left = span; ; left -= LONGEST) {
      await pause(Math.min(left, LONGEST), signal);
      if (left <= LONGEST || signal?.aborted) return;
    }
  },
};

/** Resolves when the time is over or the signal is given; no error is made for either, which nobody would look at. */
function pause(span: Duration, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const over = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, span);
    signal?.addEventListener('abort', over);
  });
}
