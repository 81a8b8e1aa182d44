import { type Clock, type Duration, minutes } from '../../core/time.ts';

/** Binance lets an address try to connect 300 times in 5 minutes; a few are left to others behind the same address. */
const ATTEMPTS_MAX = 290;
const WITHIN = minutes(5);

/** How often all connections of a producer together may be dialled. */
export class Budget {
  readonly #clock: Clock;
  readonly #attempts: Duration[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when one more attempt is allowed, which it then counts as made; at once when the signal is aborted. */
  async attempt(signal: AbortSignal): Promise<void> {
    for (;;) {
      if (signal.aborted) return;
      const now = this.#clock.elapsed();
      const oldest = this.#attempts[0];
      if (oldest === undefined || this.#attempts.length < ATTEMPTS_MAX || oldest + WITHIN <= now) {
        if (this.#attempts.length === ATTEMPTS_MAX) this.#attempts.shift();
        this.#attempts.push(now);
        return;
      }
      await this.#clock.sleep(oldest + WITHIN - now, signal);
    }
  }
}
