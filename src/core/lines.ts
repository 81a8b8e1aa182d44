import type { Pool } from './pool.ts';
import type { LogRecord } from './record.ts';

/** A line above this is cut into pieces of this many bytes, so that one endless line cannot fill the memory. */
export const LINE_MAX = 1 << 20;
/** So many bytes behind the lines may be looked at, and only looked at, by those who compare eight at once. */
export const PADDING = 1_024;

export const LF = 10;
const CR = 13;
/** Bytes of a line, for a guess at how many there are. */
const USUAL = 100;

/**
 * Records that lie one behind the other in one piece of memory, each as a line: where one ends is found when somebody
 * comes to it. Blank lines are no records. The CR of a CRLF stays in the record. What stands behind the last newline
 * is the last record.
 *
 * Who decodes the records where they lie, and keeps none, leaves the memory to the next read, see `done`.
 */
export class Lines {
  readonly bytes: Buffer<ArrayBuffer>;
  /** Of the bytes and what lies behind them: the padding, where there is one. */
  readonly view: DataView<ArrayBuffer>;
  /** Behind record `i`, its newline included. May be longer than there are records. */
  ends = new Int32Array(0);
  /** How many records were found so far. */
  found = 0;
  readonly #pool: Pool | undefined;
  /** What was taken from the pool for as long as these lines are looked at. */
  readonly #taken: ArrayBuffer[] = [];
  /** Records were cut out of the memory. */
  #shared = false;
  /** Nobody looks at it any more. */
  #done = false;

  /** `pool`: from which the bytes came, all of their piece, and to which they return. */
  constructor(bytes: Buffer<ArrayBuffer>, pool?: Pool) {
    this.bytes = bytes;
    const { buffer, byteOffset, length } = bytes;
    this.view = new DataView(buffer, byteOffset, Math.min(length + PADDING, buffer.byteLength - byteOffset));
    this.#pool = pool;
  }

  /** Behind the last record that was found: where to look for the next. */
  get at(): number {
    return this.found === 0 ? 0 : (this.ends[this.found - 1] ?? 0);
  }

  /** About how many records there are. */
  get about(): number {
    return Math.ceil(this.bytes.length / USUAL);
  }

  /** Has room for the ends of so many records. */
  reserve(most: number): void {
    if (most <= this.ends.length) return;
    const longer = new Int32Array(this.take(4 * Math.max(most, 2 * this.ends.length)));
    longer.set(this.ends);
    this.ends = longer;
  }

  /** Finds the next record; false where there is none. */
  next(): boolean {
    const { bytes } = this;
    for (let start = this.at; start < bytes.length; ) {
      const newline = bytes.indexOf(LF, start);
      const stop = Math.min(newline === -1 ? bytes.length : newline, start + LINE_MAX);
      const end = stop - start < LINE_MAX && bytes[stop] === LF ? stop + 1 : stop;
      if (!isBlank(bytes, start, stop)) {
        if (this.found === this.ends.length) this.reserve(this.found + this.about);
        this.ends[this.found++] = end;
        return true;
      }
      start = end;
    }
    return false;
  }

  /** How many records there are: all are found. */
  get length(): number {
    while (!this.#done && this.next());
    return this.found;
  }

  /** All records, cut out of this memory, which is theirs from now on. */
  records(): LogRecord[] {
    const records = Array.from({ length: this.length }, (_, i) => ({ data: this.#lying(i) }));
    this.#shared = true;
    return records;
  }

  /** A record that was found, for those who look at it and keep nothing of it: a copy, so that this memory is free. */
  copy(i: number): LogRecord {
    return { data: new Uint8Array(this.#lying(i)) };
  }

  /** Memory for what is made of these lines and looked at no longer than they are. It holds whatever was there. */
  take(bytes: number): ArrayBuffer {
    if (!this.#pool) return new ArrayBuffer(bytes);
    const piece = this.#pool.take(bytes);
    this.#taken.push(piece);
    return piece;
  }

  /** Nobody looks at them any more, nor at what was made of them: all memory may be written over, but cut records. */
  done(): void {
    if (!this.#pool || this.#done) return;
    this.#done = true;
    if (!this.#shared) this.#taken.push(this.bytes.buffer);
    this.#pool.give(this.#taken.splice(0));
  }

  /** Where a record that was found lies, its newline included. @throws RangeError where there is none */
  place(i: number): readonly [start: number, end: number] {
    if (this.#done) throw new Error(`Record ${i} was asked for, and may be written over by now`);
    if (!(Number.isInteger(i) && i >= 0 && i < this.found))
      throw new RangeError(`There is no item ${i} among ${this.found}`);
    const { bytes } = this;
    const end = this.ends[i] ?? 0;
    let start = i === 0 ? 0 : (this.ends[i - 1] ?? 0);
    // Blank lines before it are of no record.
    for (let next = bytes.indexOf(LF, start) + 1; next > 0 && next < end; next = bytes.indexOf(LF, start) + 1) {
      start = next;
    }
    return [start, end];
  }

  #lying(i: number): Buffer {
    const [start, end] = this.place(i);
    return this.bytes.subarray(start, this.bytes[end - 1] === LF ? end - 1 : end);
  }
}

/** Whether there is nothing between, or the CR of a CRLF alone. */
export const isBlank = (bytes: Uint8Array, start = 0, stop = bytes.length): boolean =>
  stop === start || (stop - start === 1 && bytes[start] === CR);
