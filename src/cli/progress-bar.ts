import type { Clock, Millis } from '../core/time.ts';
import { bar } from './bar.ts';
import { grouped } from './output.ts';

const WIDTH = 30;
/** Drawn at most so often, in ms. */
const EVERY = 100;

/** How much of `total` is done, in one line on a terminal's stderr; elsewhere it says nothing. */
export class ProgressBar {
  readonly #clock: Clock;
  readonly #total: number;
  #drawn: Millis = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, total: number) {
    this.#clock = clock;
    this.#total = total;
  }

  update(done: number, records: number): void {
    const now = this.#clock.elapsed();
    if (!process.stderr.isTTY || now - this.#drawn < EVERY) return;
    this.#drawn = now;
    const share = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    const drawn = bar(share, WIDTH).padEnd(WIDTH, '░');
    process.stderr.write(`\r${drawn} ${Math.floor(share * 100)} %  ${grouped(records)} records\x1b[K`);
  }

  /** Takes the line away. */
  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
