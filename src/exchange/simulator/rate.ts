import type { Duration, Millis } from '../../core/time.ts';

/** What may happen `most` times in any span of `within`. What was refused counts too: who goes on stays out. */
export class Rate {
  readonly #most: number;
  readonly #within: Duration;
  /** When the last `most` of them were. */
  readonly #times: Millis[] = [];

  constructor(most: number, within: Duration) {
    this.#most = most;
    this.#within = within;
  }

  /** Whether one more may happen now. */
  take(now: Millis): boolean {
    const before = this.#times.length === this.#most ? this.#times.shift() : undefined;
    this.#times.push(now);
    return before === undefined || now - before >= this.#within;
  }
}
