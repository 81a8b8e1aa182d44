import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Duration } from '../core/time.ts';

/** A timer of the system is set for no longer: what is longer is slept in pieces. */
const LONGEST: Duration = 2 ** 31 - 1;

/** The machine's clock: the only place that asks for the time of day. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (span, signal) => {
    for (let left = span; ; left -= LONGEST) {
      await sleep(Math.min(left, LONGEST), undefined, { signal }).catch(() => {});
      if (left <= LONGEST || signal?.aborted) return;
    }
  },
};
