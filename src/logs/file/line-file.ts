import { cutLines, LF, LINE_MAX, type Lines } from './lines.ts';
import type { OpenFile } from './open-file.ts';
import { changed } from './rotation.ts';

/** Bytes of one read, unless told otherwise. */
const CHUNK = 256 << 10;

/** One file, read line by line from an offset on. */
export class LineFile {
  readonly file: OpenFile;
  /** Everything before is read; a line begins here. */
  offset: number;
  readonly #chunk: number;
  #size = 0;
  #end: number | undefined;

  constructor(file: OpenFile, offset = 0, chunk = CHUNK) {
    this.file = file;
    this.offset = offset;
    this.#chunk = chunk;
  }

  /** Nothing more will be written, or what will be is not wanted: the rest behind the last newline is a line too. */
  async finish(): Promise<void> {
    this.#end = await this.file.size();
  }

  get finished(): boolean {
    return this.#end !== undefined && this.offset >= this.#end;
  }

  /** The next lines, one chunk's at most; undefined while there are none. Throws when the file was truncated. */
  async next(most: number): Promise<Lines | undefined> {
    const generation = await this.file.identify(this.#end !== undefined);
    if (generation === undefined) return undefined;
    for (let chunk = this.#chunk; ; chunk = Math.min(2 * chunk, LINE_MAX)) {
      if (this.#size - this.offset < chunk) this.#size = await this.file.size();
      const end = this.#end ?? this.#size;
      const length = Math.min(chunk, end - this.offset);
      if (length === 0) return undefined;
      const bytes = length > 0 ? await this.file.read(this.offset, length) : undefined;
      if (bytes?.length !== length || !(await this.file.isSame())) throw changed(this.file.path, generation);
      const over = this.#end === this.offset + length;
      const lines = cutLines(bytes, this.offset, over, most);
      const nothing = lines.end === this.offset;
      this.offset = lines.end;
      if (lines.records.length > 0) return lines;
      if (nothing && length < chunk) return undefined;
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
}
