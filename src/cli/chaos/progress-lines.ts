import { type Clock, type Duration, type Millis, seconds } from '../../core/time.ts';
import { say } from '../output.ts';

const EVERY: Duration = seconds(10);

/** What goes on now, where stderr is no terminal: a line every ten seconds, the first one when so long has passed. */
export class ProgressLines {
  readonly #clock: Clock;
  #told: Millis;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#told = clock.elapsed();
  }

  /** The text is made only when it is told. */
  update(text: () => string): void {
    const now = this.#clock.elapsed();
    if (now - this.#told < EVERY) return;
    this.#told = now;
    say(text());
  }

  clear(): void {}
}
