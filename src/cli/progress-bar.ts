import type { Clock } from '../core/time.ts';
import { grouped } from '../core/words.ts';
import { bar } from './bar.ts';
import { StatusLine } from './status-line.ts';

const WIDTH = 30;

/** How much of `total` is done, in one line on a terminal's stderr; elsewhere it says nothing. */
export class ProgressBar {
  readonly #line: StatusLine;
  readonly #total: number;

  constructor(clock: Clock, total: number) {
    this.#line = new StatusLine(clock);
    this.#total = total;
  }

  update(done: number, records: number): void {
    const share = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    const drawn = () => bar(share, WIDTH).padEnd(WIDTH, '░');
    this.#line.update(() => `${drawn()} ${Math.floor(share * 100)} %  ${grouped(records)} records`);
  }

  /** Takes the line away. */
  clear(): void {
    this.#line.clear();
  }
}
