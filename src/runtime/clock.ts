import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../core/time.ts';

/** The machine's clock: the only place that asks for the time of day. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (span, signal) => sleep(span, undefined, { signal }).catch(() => {}),
};
