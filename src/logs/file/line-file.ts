import { LF, LINE_MAX, PADDING } from '../../core/lines.ts';
import { Pool } from '../../core/pool.ts';
import { type Chunk, chunkOf } from './lines.ts';
import type { OpenFile } from './open-file.ts';
import { changed } from './rotation.ts';

/** Bytes of one read, unless told otherwise. */
const CHUNK = 512 << 10;
/** How much of what was read is looked at again with the next read. */
const OVERLAP = 64;

type Bytes = Buffer<ArrayBuffer>;

/** One file, read line by line from an offset on. */
export class LineFile {
  readonly file: OpenFile;
  /** Everything before is read; a line begins here. */
  offset: number;
  readonly #chunk: number;
  /** The last bytes before the offset, if any were read: a file that has others there by now was written anew. */
  #before: Buffer = Buffer.alloc(0);
  readonly #pool = new Pool();
  /** What was asked for before anybody wanted it: the bytes from the offset on. */
  #ahead: { readonly length: number; readonly bytes: Promise<Bytes> } | undefined;
  /** How long the file was when that was asked last. */
  #size = 0;
  #end: number | undefined;

  constructor(file: OpenFile, offset = 0, chunk = CHUNK) {
    this.file = file;
    this.offset = offset;
    this.#chunk = chunk;
  }

  /** Reads up to `end` and no further: what stands behind the last newline there is a line too. */
  finishAt(end: number): void {
    this.#end = end;
  }

  /** Reads up to the end that the file has now. */
  async finish(): Promise<void> {
    this.#end = await this.file.size();
  }

  get finished(): boolean {
    return this.#end !== undefined && this.offset >= this.#end;
  }

  /** Whether something was written behind the end up to which it was to be read. */
  async hasGrown(): Promise<boolean> {
    return this.#end !== undefined && (await this.file.size()) > this.#end;
  }

  /** The next lines, one chunk's at most; undefined while there are none. Throws when the file was truncated. */
  async next(most: number): Promise<Chunk | undefined> {
    if ((await this.file.identify(this.#end !== undefined)) === undefined) return undefined;
    for (let chunk = this.#chunk; ; chunk = Math.min(2 * chunk, LINE_MAX)) {
      const length = await this.#available(chunk);
      if (length === 0) return undefined;
      const bytes = await this.#bytes(length);
      const atEnd = this.#end === this.offset + length;
      if (atEnd && bytes.at(-1) !== LF && (await this.#endLine(bytes))) continue;
      const found = chunkOf(bytes, this.offset, atEnd, most, this.#pool);
      const read = found.end - this.offset;
      this.#before = Buffer.from(bytes.subarray(Math.max(0, read - OVERLAP), read));
      this.offset = found.end;
      if (found.last) {
        this.#readAhead();
        return found;
      }
      // Blank lines, or the beginning of a line: there may be more of it, beyond the chunk.
      if (length < chunk) return undefined;
    }
  }

  /** Passes over all complete lines. */
  async skip(): Promise<void> {
    const size = await this.file.size();
    const tail = await this.file.read(Math.max(0, size - LINE_MAX), LINE_MAX);
    const newline = tail.lastIndexOf(LF);
    if (newline !== -1) this.offset = Math.max(0, size - LINE_MAX) + newline + 1;
    else if (size > LINE_MAX) this.offset = size; // amid an endless line, which is cut somewhere anyway
  }

  /** How much can be read, a chunk at most. */
  async #available(chunk: number): Promise<number> {
    if (this.#size - this.offset < chunk) this.#size = await this.file.size();
    if (this.#size < this.offset) throw changed(this.file);
    return Math.min(chunk, (this.#end ?? this.#size) - this.offset);
  }

  async #bytes(length: number): Promise<Bytes> {
    const before = this.#before;
    const ahead = this.#ahead?.length === length ? this.#ahead.bytes : undefined;
    this.#ahead = undefined;
    const bytes = await (ahead ?? this.#read(length));
    if (bytes.length < before.length + length || before.compare(bytes, 0, before.length) !== 0) {
      throw changed(this.file);
    }
    return bytes.subarray(before.length);
  }

  /** What stands behind the offset, and what was read before it. */
  #read(length: number): Promise<Bytes> {
    const { length: overlap } = this.#before;
    const memory = Buffer.from(this.#pool.take(OVERLAP + length + PADDING));
    return this.file.read(this.offset - overlap, overlap + length, memory);
  }

  /** Begins to read on, where there surely is a whole chunk, while the one before is folded. */
  #readAhead(): void {
    const length = this.#chunk;
    if (Math.min(this.#size, this.#end ?? this.#size) - this.offset < length) return;
    const bytes = this.#read(length);
    bytes.catch(() => {}); // whoever asks for it hears of it
    this.#ahead = { length, bytes };
  }

  /**
   * The end stands amid a line that has grown since, so it was being written just then: it belongs to what is read, as
   * a whole. False where the line is still torn, which is how it will stay.
   */
  async #endLine(bytes: Bytes): Promise<boolean> {
    if (!(await this.hasGrown())) return false;
    const line = await this.file.read(this.offset + bytes.lastIndexOf(LF) + 1, LINE_MAX);
    const newline = line.indexOf(LF);
    if (newline === -1) return false;
    this.#end = this.offset + bytes.lastIndexOf(LF) + 1 + newline + 1;
    return true;
  }
}
