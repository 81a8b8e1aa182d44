import { type Entry, sizeOf } from './entry.ts';
import type { REQUEST_MAX } from './write-options.ts';

/** What one request takes yet. A record that is larger than that goes alone. */
export class Load {
  #records: number;
  #bytes: number;
  #empty = true;

  constructor({ records, bytes }: typeof REQUEST_MAX) {
    this.#records = records;
    this.#bytes = bytes;
  }

  fits(entry: Entry): boolean {
    return this.#empty || (this.#records > 0 && sizeOf(entry) <= this.#bytes);
  }

  add(entry: Entry): void {
    this.#records--;
    this.#bytes -= sizeOf(entry);
    this.#empty = false;
  }
}
