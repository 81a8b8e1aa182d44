import type { Clock, Millis } from '../core/time.ts';

/** Drawn at most so often, in ms. */
const EVERY = 100;

/** What goes on now, in one line on a terminal's stderr that is drawn anew in place; elsewhere it says nothing. */
export class StatusLine {
  readonly #clock: Clock;
  #drawn: Millis = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The text is made only when it is drawn. */
  update(text: () => string): void {
    const now = this.#clock.elapsed();
    if (!process.stderr.isTTY || now - this.#drawn < EVERY) return;
    this.#drawn = now;
    process.stderr.write(`\r${text()}\x1b[K`);
  }

  /** Takes the line away. */
  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
