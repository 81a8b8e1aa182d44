import type { Clock, Duration } from '../../core/time.ts';

/** Requests side by side, so many at most. The first that fails is told, and ends the others. */
export class Flights implements AsyncDisposable {
  readonly #most: number;
  readonly #clock: Clock;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  readonly #flying = new Set<Promise<void>>();

  constructor(most: number, clock: Clock, signal: AbortSignal) {
    this.#most = most;
    this.#clock = clock;
    this.#signal = AbortSignal.any([signal, this.#over.signal]);
  }

  get none(): boolean {
    return this.#flying.size === 0;
  }

  get full(): boolean {
    return this.#flying.size >= this.#most;
  }

  launch(work: (signal: AbortSignal) => Promise<void>): void {
    const flight = work(this.#signal).then(() => void this.#flying.delete(flight));
    this.#flying.add(flight);
  }

  /** Resolves when one has ended, or after `span` where there is one. Rejects as the first that failed. */
  async landed(span?: Duration): Promise<void> {
    const landed = new AbortController();
    const awake = span === undefined ? [] : [this.#clock.sleep(span, AbortSignal.any([this.#signal, landed.signal]))];
    try {
      await Promise.race([...this.#flying, ...awake]);
    } finally {
      landed.abort();
    }
    this.#signal.throwIfAborted();
  }

  /** Nothing is on its way any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort(new Error('another request of the same write failed'));
    await Promise.allSettled(this.#flying);
  }
}
