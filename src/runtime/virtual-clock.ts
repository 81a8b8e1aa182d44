import type { Clock, Millis } from '../core/time.ts';

interface Sleeper {
  readonly at: Millis;
  readonly wake: () => void;
}

/**
 * A clock for tests: whenever everything waits, it jumps to the next moment that somebody waits for. Hours pass in
 * milliseconds, and in the same order each time. It must be the only clock of what it drives.
 */
export function virtualClock(start: Millis = 0): Clock {
  let now = start;
  let moving = false;
  const sleepers: Sleeper[] = [];

  const move = (): void => {
    if (moving) return;
    moving = true;
    // After all that can happen without time: promises settle before the next turn of the event loop.
    setImmediate(() => {
      moving = false;
      const next = sleepers.shift();
      if (!next) return;
      now = Math.max(now, next.at);
      next.wake();
      if (sleepers.length > 0) move();
    });
  };

  return {
    now: () => now,
    elapsed: () => now - start,
    sleep: (span, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper: Sleeper = {
          at: now + Math.max(0, span),
          wake: () => {
            signal?.removeEventListener('abort', give);
            resolve();
          },
        };
        const give = () => {
          const at = sleepers.indexOf(sleeper);
          if (at !== -1) sleepers.splice(at, 1);
          sleeper.wake();
        };
        signal?.addEventListener('abort', give);
        const later = sleepers.findIndex(({ at }) => at > sleeper.at);
        sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
        move();
      }),
  };
}
