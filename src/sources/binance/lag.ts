import type { Duration, Millis } from '../../core/time.ts';

/**
 * Whether the events of a connection come ever later. By how much its lag has grown since it was least: the clock of
 * the exchange, or of a simulated one, may be another one than ours.
 */
export class Lag {
  /** By how much it may grow. */
  readonly most: Duration;
  #least = Number.POSITIVE_INFINITY;

  constructor(most: Duration) {
    this.most = most;
  }

  /** An event that was sent at `E` has come: true if that took too long. */
  grown(E: Millis, now: Millis): boolean {
    const lag = now - E;
    this.#least = Math.min(this.#least, lag);
    return lag - this.#least > this.most;
  }
}
