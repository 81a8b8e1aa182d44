import { WorldError } from '../core/errors.ts';
import type { Clock, Duration } from '../core/time.ts';

/** Lanes in which one may go, and then none for a while. One for all that this process says to a workspace. */
export class Pace {
  readonly #clock: Clock;
  /** By lane, when the next may go. */
  readonly #free = new Map<string, Duration>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until it is our turn; who comes next waits for `gap` longer. Rejects with a WorldError at a stop. */
  async turn(lane: string, gap: Duration, signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.#clock.elapsed();
      const free = this.#free.get(lane) ?? now;
      if (free <= now) return void this.#free.set(lane, now + gap);
      await this.#clock.sleep(free - now, signal);
      if (signal.aborted) throw new WorldError('it was told to stop before it was its turn');
    }
  }

  /** Nobody goes for so long. */
  hold(lane: string, span: Duration): void {
    const until = this.#clock.elapsed() + span;
    this.#free.set(lane, Math.max(this.#free.get(lane) ?? until, until));
  }
}
