import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/core/time.ts';

export interface TestClock extends Clock {
  /** Calls back whenever somebody goes to sleep; what it returns ends that. */
  onSleep(watch: () => void): () => void;
}

/** A clock that begins at `start` and moves only when somebody sleeps, who then wakes at once. */
export function testClock(start = 0): TestClock {
  let now = start;
  const watchers = new Set<() => void>();
  return {
    now: () => now,
    elapsed: () => now - start,
    sleep: async (span, signal) => {
      for (const watch of watchers) watch();
      if (signal?.aborted) return;
      now += span;
      await setImmediate();
    },
    onSleep: (watch) => {
      watchers.add(watch);
      return () => void watchers.delete(watch);
    },
  };
}

/** The time of day; but who sleeps wakes at once, as if it had passed, or so many times as much, and no other time does. */
export function hastyClock(times = 1): Clock {
  let slept = 0;
  return {
    now: () => Date.now(),
    elapsed: () => slept,
    sleep: async (span, signal) => {
      if (signal?.aborted) return;
      slept += span * times;
      await setImmediate();
    },
  };
}

/** The machine's clock, but spans pass so many times as fast. */
export const fastClock = (times: number): Clock => ({
  now: () => Date.now(),
  elapsed: () => performance.now() * times,
  sleep: (span, signal) => setTimeout(span / times, undefined, { signal }).catch(() => {}),
});

/** A clock on which all time passes so many times as fast as on the machine's. */
export const racingClock = (times: number): Clock => ({
  ...fastClock(times),
  now: () => performance.now() * times,
});
