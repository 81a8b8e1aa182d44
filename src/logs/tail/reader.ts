import type { LogRecord, Position, Read } from '../../core/record.ts';
import type { Reader, RunContext } from '../../core/source.ts';
import { failure, isDenied } from '../../disk/failure.ts';
import type { Chunk } from './chunk.ts';
import { type Backlog, type Settings, settingsOf, type TailOptions } from './options.ts';
import { nameOfMark, type Place, placesOf, positionAt } from './position.ts';
import { Roster } from './roster.ts';
import type { Tailed } from './tailed.ts';

/** When all is quiet, files are looked at more and more seldom, down to so many times. */
const SELDOM = 10;

/** Reads the files of a pattern, each as it grows, over rotations: a read holds records of one of them. */
export class TailReader implements Reader<LogRecord> {
  readonly #pattern: string;
  readonly #context: RunContext;
  readonly #settings: Settings;
  readonly #watch: (backlog: Backlog) => void;
  readonly #roster: Roster;
  readonly #closed = new AbortController();
  #reading: Promise<unknown> | undefined;
  /** Those that have something to read, as far as one knows. */
  #queue: Tailed[] = [];
  /** Places were chosen that no record tells yet: they are delivered, so that a restart does not choose others. */
  #chose: boolean;

  private constructor(pattern: string, options: TailOptions, context: RunContext, from?: Position) {
    this.#pattern = pattern;
    this.#context = context;
    this.#settings = settingsOf(pattern, options);
    this.#watch = options.watch ?? (() => {});
    this.#roster = new Roster(pattern, this.#settings, context, from === undefined ? undefined : placesOf(from));
    this.#chose = from === undefined && this.#settings.from === 'end';
  }

  static async open(pattern: string, options: TailOptions, context: RunContext, from?: Position): Promise<TailReader> {
    const reader = new TailReader(pattern, options, context, from);
    try {
      await reader.#roster.refresh();
      return reader;
    } catch (thrown) {
      await reader.close();
      throw failure(thrown, pattern);
    }
  }

  async next(signal: AbortSignal): Promise<Read<LogRecord>> {
    const reading = this.#read(AbortSignal.any([signal, this.#closed.signal]));
    this.#reading = reading.catch(() => {});
    try {
      return await reading;
    } catch (thrown) {
      throw failure(thrown, this.#pattern);
    }
  }

  /** Ends a read that is under way first: it would open files again. */
  async close(): Promise<void> {
    this.#closed.abort(new Error(`the tail of ${this.#pattern} was closed`));
    await this.#reading;
    await this.#roster.close();
  }

  async #read(signal: AbortSignal): Promise<Read<LogRecord>> {
    const { poll } = this.#settings;
    for (let pause = poll; ; pause = Math.min(2 * pause, SELDOM * poll)) {
      signal.throwIfAborted();
      if (this.#chose) return this.#nothing();
      const found = await this.#next();
      this.#watch(this.#roster.backlog);
      if (found) return deliver(found.file.id, found.chunk, this.#roster.places);
      await this.#context.clock.sleep(pause, signal);
    }
  }

  /** The next records of a file that has some. */
  async #next(): Promise<{ readonly file: Tailed; readonly chunk: Chunk } | undefined> {
    if (this.#queue.length === 0 || this.#roster.isDue) this.#queue = await this.#roster.ready();
    for (let file = this.#queue[0]; file; file = this.#queue[0]) {
      const chunk = await file.read(this.#settings, this.#roster.isOver(file)).catch(waitsIfDenied);
      if (typeof chunk === 'object') return { file, chunk };
      this.#queue.shift();
      if (chunk === 'waits') await this.#roster.release(file);
      else {
        await this.#roster.refresh();
        this.#queue = [];
      }
    }
    return undefined;
  }

  #nothing(): Read<LogRecord> {
    this.#chose = false;
    return { items: [], position: positionAt(this.#roster.places), positionOf: noItem, chose: true };
  }
}

function deliver(id: string, chunk: Chunk, places: readonly Place[]): Read<LogRecord> {
  const items = chunk.data.map((data) => ({ data }));
  const positionOf = (i: number): Position =>
    i in items
      ? positionAt(places.map((one) => (one.id === id ? { id, mark: chunk.markOf(chunk.ends[i] ?? 0) } : one)))
      : noItem(i);
  const last = items.length - 1;
  const bytes = chunk.ends[last];
  const nameOf = (i: number) => (i in items ? nameOfMark(chunk.markOf(chunk.ends[i] ?? 0)) : noItem(i));
  return { items, position: positionOf(last), positionOf, nameOf, ...(bytes !== undefined && { bytes }) };
}

function noItem(i: number): never {
  throw new RangeError(`There is no item ${i} in the read`);
}

/** It is read when it may be. */
function waitsIfDenied(thrown: unknown): 'waits' {
  if (isDenied(thrown)) return 'waits';
  throw thrown;
}
