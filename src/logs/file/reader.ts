import { lyingAs } from '../../core/lying.ts';
import type { LogRecord, Position, Read } from '../../core/record.ts';
import type { Reader, RunContext } from '../../core/source.ts';
import type { Duration } from '../../core/time.ts';
import { failure } from '../../disk/failure.ts';
import type { Chunk, Mark } from './lines.ts';
import { type FileOptions, isBounded, startOf } from './options.ts';
import { Parts } from './parts.ts';
import { placeOf, positionAt } from './position.ts';

/** How long to wait for a line, in ms: first the least, doubled each time up to the most. */
const PAUSE_MIN = 10;
const PAUSE_MAX = 100;
/** How long a read with a limit waits for its records, in ms. */
const WITHIN = 30_000;

/**
 * Reads a log of lines as it grows, over rotations, up to a limit where there is one. No partial line is delivered,
 * except of a file that cannot grow any more.
 */
export class FileReader implements Reader<LogRecord> {
  readonly #path: string;
  readonly #context: RunContext;
  readonly #parts: Parts;
  readonly #until: Duration;
  readonly #closed = new AbortController();
  /** The signal of whoever asks, who gives the same each time, and what stands for it or for the end of this reader. */
  #asking: { readonly given: AbortSignal; readonly either: AbortSignal } | undefined;
  #reading: Promise<unknown> | undefined;
  #left: number;
  /** A place was chosen that no record tells yet: it is delivered, so that a restart does not choose another one. */
  #chose = false;
  #ended = false;

  private constructor(path: string, options: FileOptions, context: RunContext) {
    const { end, limit, within = limit !== undefined && !end ? WITHIN : Number.POSITIVE_INFINITY } = options;
    this.#path = path;
    this.#context = context;
    this.#parts = new Parts(path, options, context.logger);
    this.#until = context.clock.elapsed() + within;
    this.#left = limit ?? Number.POSITIVE_INFINITY;
  }

  /** Opens after `from`, or where the options say. A bounded read needs the file to be there, others wait for it. */
  static async open(path: string, options: FileOptions, context: RunContext, from?: Position): Promise<FileReader> {
    const reader = new FileReader(path, options, context);
    const bounded = isBounded(options);
    try {
      const place = from === undefined ? undefined : placeOf(from);
      await reader.#parts.open(place, bounded);
      reader.#left = Math.min(reader.#left, place?.left ?? Number.POSITIVE_INFINITY);
      reader.#chose = !place && !bounded && startOf(options) === 'latest' && reader.#parts.offset > 0;
      return reader;
    } catch (thrown) {
      await reader.close();
      throw failure(thrown, path);
    }
  }

  async next(signal: AbortSignal): Promise<Read<LogRecord>> {
    if (this.#ended) throw new Error(`${this.#path} was read to its end, and then asked for more`);
    if (signal !== this.#asking?.given) {
      this.#asking = { given: signal, either: AbortSignal.any([signal, this.#closed.signal]) };
    }
    const reading = this.#read(this.#asking.either);
    this.#reading = reading.catch(() => {});
    try {
      return await reading;
    } catch (thrown) {
      throw failure(thrown, this.#path);
    }
  }

  /** Ends a read that is under way first: it would open the file again. */
  async close(): Promise<void> {
    this.#closed.abort(new Error(`${this.#path} was closed`));
    await this.#reading;
    await this.#parts.close();
  }

  async #read(signal: AbortSignal): Promise<Read<LogRecord>> {
    const { clock } = this.#context;
    for (let pause = PAUSE_MIN; ; pause = Math.min(2 * pause, PAUSE_MAX)) {
      signal.throwIfAborted();
      const remaining = this.#until - clock.elapsed();
      const chunk = this.#left > 0 && !this.#chose ? await this.#parts.lines(this.#left) : undefined;
      const last = this.#parts.over || remaining <= 0 || this.#isLast(chunk);
      if (chunk || last || this.#chose) return this.#deliver(chunk, last);
      if (!(await this.#parts.goOn())) await clock.sleep(Math.min(pause, remaining), signal);
    }
  }

  /** With it the limit is reached, where there is one. */
  #isLast(chunk: Chunk | undefined): boolean {
    return this.#left !== Number.POSITIVE_INFINITY && this.#left === (chunk?.lines.length ?? 0);
  }

  #deliver(chunk: Chunk | undefined, ended: boolean): Read<LogRecord> {
    const { generation, offset } = this.#parts;
    const before = this.#left;
    if (before !== Number.POSITIVE_INFINITY) this.#left = before - (chunk?.lines.length ?? 0);
    this.#ended = ended;
    this.#chose = false;
    const end = ended && { ended: { children: [] } };
    if (!chunk?.last) {
      const position = positionAt({ generation, offset, check: '', left: before });
      return { items: [], position, positionOf: noItem, ...end };
    }
    const at = (mark: Mark, left: number): Position => positionAt({ generation, ...mark, left });
    return lyingAs(chunk.lines, {
      position: at(chunk.last, this.#left),
      positionOf: (i) => at(chunk.markOf(i), before - i - 1),
      ...end,
    });
  }
}

function noItem(i: number): never {
  throw new RangeError(`There is no item ${i} in the read`);
}
