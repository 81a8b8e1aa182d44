import type { RecordOptions } from './config/flow-config.ts';

/** A line of a file, with its line end. Of one that is too long to be held there may be no data. */
export interface Line {
  readonly data: Uint8Array | undefined;
  /** In the file, behind its line end. */
  readonly offset: number;
}

/** What is sent as one; without data where it was longer than the buffer, and is discarded. */
export interface FileRecord {
  readonly data: Uint8Array | undefined;
  /** How many bytes it has in the file. */
  readonly length: number;
  /** In the file, behind it. Whoever goes on from there gets the records that follow, just as without a stop. */
  readonly offset: number;
}

/**
 * From the lines of one file to its records. Where a pattern tells how a record begins, lines before the first such
 * one are a record as well, and the last record waits until it is known to be whole: until the next one begins.
 */
export class Records {
  readonly #options: RecordOptions;
  #headers: number;
  /** Behind all that was taken. */
  #offset: number;
  /** What the record under way has so far. */
  #parts: Uint8Array[] = [];
  #length = 0;
  #whole = true;
  #footer = false;

  /** The headers are only skipped from the start of the file on. */
  constructor(options: RecordOptions, from: number) {
    this.#options = options;
    this.#offset = from;
    this.#headers = from === 0 ? options.skipHeaderLines : 0;
  }

  /** `ended` says that no line will follow, ever, so that the last record waits no longer. */
  take(lines: readonly Line[], ended = false): readonly FileRecord[] {
    const records: FileRecord[] = [];
    for (const line of lines) {
      if (this.#footer) break;
      this.#line(line, records);
    }
    if (ended || this.#footer) this.#close(records);
    return records;
  }

  #line({ data, offset }: Line, records: FileRecord[]): void {
    const { multiLineStartPattern: start, fileFooterPattern: footer } = this.#options;
    if (this.#headers > 0) {
      this.#headers--;
      this.#offset = offset;
      return;
    }
    const text = data && (start || footer) ? textOf(data) : undefined;
    if (footer && text !== undefined && footer.test(text)) {
      this.#footer = true;
      return;
    }
    // Better to lose a line that is too long alone than with it the record that it may not belong to.
    if (!start || text === undefined || start.test(text)) this.#close(records);
    this.#add(data, offset);
    if (!start) this.#close(records);
  }

  #add(data: Uint8Array | undefined, offset: number): void {
    this.#length += offset - this.#offset;
    this.#offset = offset;
    this.#whole &&= data !== undefined && this.#length <= this.#options.maxBufferSizeBytes;
    if (data && this.#whole) this.#parts.push(data);
    else this.#parts = [];
  }

  #close(records: FileRecord[]): void {
    if (this.#length === 0) return;
    const [first, ...rest] = this.#parts;
    const data = rest.length === 0 ? first : Buffer.concat(this.#parts);
    records.push({ data, length: this.#length, offset: this.#offset });
    this.#parts = [];
    this.#length = 0;
    this.#whole = true;
  }
}

/** What a pattern sees of a line: not its end. */
const textOf = (line: Uint8Array): string => new TextDecoder().decode(line).replace(/\r?\n$/, '');
