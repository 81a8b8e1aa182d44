import { PipelineError } from '../../core/errors.ts';
import type { LogRecord, Position, Read } from '../../core/record.ts';
import type { Reader, RunContext } from '../../core/source.ts';
import type { Duration } from '../../core/time.ts';
import { failure } from './failure.ts';
import { LineFile } from './line-file.ts';
import type { Lines } from './lines.ts';
import { OpenFile } from './open-file.ts';
import { type FileOptions, isBounded } from './options.ts';
import { placeOf, positionAt } from './position.ts';
import { findGeneration, successor } from './rotation.ts';

/** How long to wait for a line, in ms: first the least, doubled each time up to the most. */
const PAUSE_MIN = 10;
const PAUSE_MAX = 100;
/** How long a read with a limit waits for its records, in ms. */
const WITHIN = 30_000;

/**
 * Reads a log of lines as it grows, and over rotations: a renamed file to its end, then the one that follows it. No
 * partial line is delivered, except of a file that cannot grow any more.
 */
export class FileReader implements Reader<LogRecord> {
  readonly #path: string;
  readonly #options: FileOptions;
  readonly #context: RunContext;
  readonly #until: Duration;
  #left: number;
  /** Undefined until there is a file. */
  #current: LineFile | undefined;
  /** The file that follows. Once it is known, the current one is finished. */
  #next: OpenFile | undefined;
  #told = false;
  #ended = false;

  private constructor(path: string, options: FileOptions, context: RunContext) {
    const { end, limit, within = limit !== undefined && !end ? WITHIN : Number.POSITIVE_INFINITY } = options;
    this.#path = path;
    this.#options = options;
    this.#context = context;
    this.#until = context.clock.elapsed() + within;
    this.#left = limit ?? Number.POSITIVE_INFINITY;
  }

  /** Opens after `from`, or where the options say. A bounded read needs the file to be there, others wait for it. */
  static async open(path: string, options: FileOptions, context: RunContext, from?: Position): Promise<FileReader> {
    const reader = new FileReader(path, options, context);
    try {
      await reader.#open(from);
      return reader;
    } catch (thrown) {
      await reader.close();
      throw failure(thrown, path);
    }
  }

  async next(signal: AbortSignal): Promise<Read<LogRecord>> {
    if (this.#ended) throw new Error(`${this.#path} was read to its end, and then asked for more`);
    try {
      return await this.#read(signal);
    } catch (thrown) {
      throw failure(thrown, this.#path);
    }
  }

  async close(): Promise<void> {
    const files = [this.#current?.file, this.#next];
    this.#current = undefined;
    this.#next = undefined;
    await Promise.all(files.map((file) => file?.close()));
  }

  async #open(position: Position | undefined): Promise<void> {
    const { end, chunk, from = isBounded(this.#options) && !end ? 'latest' : 'start' } = this.#options;
    const place = position === undefined ? undefined : placeOf(position);
    if (place) this.#left = Math.min(this.#left, place.left);
    const file = place?.generation
      ? await findGeneration(this.#path, place.generation)
      : await OpenFile.open(this.#path);
    if (!file) {
      if (!isBounded(this.#options)) return;
      throw new PipelineError('MISSING', `There is no file ${this.#path} to read. Name one that is there.`);
    }
    this.#current = new LineFile(file, place?.offset, chunk);
    if (!place && from === 'latest') await this.#current.skip();
    if (end) await this.#current.finish();
  }

  async #read(signal: AbortSignal): Promise<Read<LogRecord>> {
    const { clock } = this.#context;
    for (let pause = PAUSE_MIN; ; pause = Math.min(2 * pause, PAUSE_MAX)) {
      signal.throwIfAborted();
      const remaining = this.#until - clock.elapsed();
      const lines = await this.#lines();
      const done = this.#options.end === true && this.#current?.finished === true;
      const last = done || remaining <= 0 || this.#left === (lines?.records.length ?? 0);
      if (lines || last) return this.#deliver(lines, last);
      if (!(await this.#goOn())) await clock.sleep(Math.min(pause, remaining), signal);
    }
  }

  async #lines(): Promise<Lines | undefined> {
    if (!this.#current) {
      const file = await OpenFile.open(this.#path);
      if (file) this.#current = new LineFile(file, 0, this.#options.chunk);
      else if (!this.#told) this.#context.logger.info({ path: this.#path }, 'waiting for the log to appear');
      this.#told = true;
    }
    return this.#left > 0 ? this.#current?.next(this.#left) : undefined;
  }

  /** Whether there is more to read at once. What was written before the next file appeared is read before it. */
  async #goOn(): Promise<boolean> {
    if (!this.#current) return false;
    if (this.#next) {
      await this.#current.file.close();
      this.#current = new LineFile(this.#next, 0, this.#options.chunk);
      this.#next = undefined;
      return true;
    }
    this.#next = await successor(this.#current.file, this.#path);
    if (this.#next) await this.#current.finish();
    return this.#next !== undefined;
  }

  #deliver(lines: Lines | undefined, ended: boolean): Read<LogRecord> {
    const generation = this.#current?.file.generation;
    const left = this.#left;
    const { records: items = [], ends = [] } = lines ?? {};
    this.#left = left - items.length;
    this.#ended = ended;
    return {
      items,
      position: positionAt({ generation, offset: this.#current?.offset ?? 0, left: this.#left }),
      positionOf: (i) => {
        const offset = ends[i];
        if (offset === undefined) throw new RangeError(`There is no item ${i} among ${items.length}`);
        return positionAt({ generation, offset, left: left - i - 1 });
      },
      ...(ended && { ended: { children: [] } }),
    };
  }
}
