import type { Clock, Duration, Millis } from '../../src/core/time.ts';

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now: Millis;
  readonly #start: Millis;
  readonly #sleepers = new Set<{ readonly until: Millis; readonly wake: () => void }>();

  constructor(now: Millis = 0) {
    this.#now = now;
    this.#start = now;
  }

  now(): Millis {
    return this.#now;
  }

  elapsed(): Duration {
    return this.#now - this.#start;
  }

  /** How long until somebody wakes; undefined where nobody sleeps. */
  get untilNext(): Duration | undefined {
    const [next] = [...this.#sleepers].map(({ until }) => until).sort((a, b) => a - b);
    return next === undefined ? undefined : Math.max(0, next - this.#now);
  }

  sleep(span: Duration, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { until: this.#now + span, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Goes on by `span`, waking each sleeper at its time and letting what it does run before the next. */
  async advance(span: Duration): Promise<void> {
    const target = this.#now + span;
    for (;;) {
      const [next] = [...this.#sleepers].filter(({ until }) => until <= target).sort((a, b) => a.until - b.until);
      if (!next) break;
      this.#now = Math.max(this.#now, next.until);
      next.wake();
      await turn();
    }
    this.#now = target;
    await turn();
  }
}

/** One turn of the event loop: sockets are looked at. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Resolves when `condition` holds, looking at each turn of the event loop; the test's time limit ends it otherwise. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
