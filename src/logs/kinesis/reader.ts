import type { KinesisPlace } from '../../aws/kinesis.ts';
import { never } from '../../core/never.ts';
import type { LogRecord, Position, Read } from '../../core/record.ts';
import type { Reader, RunContext } from '../../core/source.ts';
import { type Duration, type Millis, minutes, seconds } from '../../core/time.ts';
import { asLost, refuseLost } from './lost.ts';
import { type From, PAGE_MAX } from './options.ts';
import type { Page, Pages } from './page.ts';
import { pagesOf } from './pages.ts';
import { type Place, placeOf, positionAt } from './place.ts';
import { type Begin, beginning, startAt } from './start.ts';
import { Stream } from './stream.ts';
import { taken } from './taken.ts';

/** How often an idle reader tells that nothing came: a checkpoint that is older than the stream's memory is lost. */
const TELL: Duration = minutes(10);

/** An iterator lives for 5 minutes. */
const EXPIRES: Duration = minutes(4);

/** Between two requests to a shard where nothing comes: it takes 5 a second from all that read it, and others may. */
const PAUSE_MAX: Duration = seconds(1);

interface Options {
  readonly place: KinesisPlace;
  readonly stream: string;
  readonly shard: string;
  /** Where it is read from without a position. */
  readonly from: From;
  readonly page?: number | undefined;
  /** Called when the shard is over. */
  readonly over: () => void;
}

/** Reads one shard, to its end if it was split or merged. */
export class ShardReader implements Reader<LogRecord> {
  readonly #stream: Stream;
  readonly #pages: Pages;
  readonly #context: RunContext;
  readonly #options: Options;
  readonly #closed = new AbortController();
  #reading: Promise<unknown> | undefined;
  #place: Place;
  /** A place was chosen that no record tells yet: it is delivered, so that a restart does not choose another one. */
  #chosen: boolean;
  #told: Duration;
  #behind: Millis | undefined;
  /** When it was asked for a page last, and whether what it has not read may be gone. */
  #asked: Millis;
  #looked: Millis;
  #ended = false;

  private constructor(stream: Stream, options: Options, context: RunContext, begin: Begin) {
    const { clock } = context;
    this.#stream = stream;
    this.#options = options;
    this.#context = context;
    this.#place = begin.place;
    this.#chosen = begin.start.type === 'LATEST';
    this.#told = clock.elapsed();
    this.#asked = clock.now();
    this.#looked = clock.now();
    const pace = { limit: options.page ?? PAGE_MAX, pauseMax: PAUSE_MAX };
    this.#pages = pagesOf(stream, options.shard, begin.start, pace, clock);
  }

  static async open(options: Options, context: RunContext, position: Position | undefined): Promise<ShardReader> {
    const { clock } = context;
    const known = position === undefined ? undefined : placeOf(position);
    const begin = known ? { place: known, start: startAt(known) } : beginning(options.from, clock.now());
    const reader = new ShardReader(await Stream.open(options.place, options.stream, clock), options, context, begin);
    try {
      if (known) await refuseLost(reader.#stream, options.shard, known, clock, never);
      if (reader.#chosen) await reader.#pages.begin(never);
      return reader;
    } catch (thrown) {
      await reader.close();
      throw thrown;
    }
  }

  async next(signal: AbortSignal): Promise<Read<LogRecord>> {
    if (this.#ended) throw new Error(`${this.#options.shard} was read to its end, and then asked for more`);
    const reading = this.#read(AbortSignal.any([signal, this.#closed.signal]));
    this.#reading = reading.catch(() => {});
    return reading;
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error(`${this.#options.shard} was closed`));
    await this.#reading;
    this.#stream.close();
  }

  async #read(signal: AbortSignal): Promise<Read<LogRecord>> {
    const { clock } = this.#context;
    signal.throwIfAborted();
    if (this.#chosen) return this.#deliver({ records: [], behind: undefined });
    for (;;) {
      const page = await this.#page(signal);
      if (page.records.length > 0 || page.children) return this.#deliver(page);
      if (page.behind !== 0) continue; // there is more to come, only not in this page
      this.#place = { ...this.#place, seen: clock.now() };
      // The first time at once: a restart shall know that nothing was there by then.
      if (this.#behind !== 0 || clock.elapsed() - this.#told >= TELL) return this.#deliver(page);
    }
  }

  async #page(signal: AbortSignal): Promise<Page> {
    const { clock } = this.#context;
    // An iterator that expired meanwhile begins with the oldest record that there is, whatever was there before it.
    const away = clock.now() - this.#asked > EXPIRES;
    const slow = this.#behind !== 0 && clock.now() - this.#looked > TELL;
    if (away || slow) {
      await refuseLost(this.#stream, this.#options.shard, this.#place, clock, signal);
      this.#looked = clock.now();
    }
    try {
      const page = await this.#pages.next(signal);
      this.#asked = clock.now();
      return page;
    } catch (thrown) {
      throw this.#place.time === undefined ? thrown : asLost(thrown, this.#stream.name, this.#options.shard);
    }
  }

  #deliver({ records, behind, children }: Page): Read<LogRecord> {
    const { items, placeOf } = taken(records, this.#place);
    const chose = this.#chosen;
    this.#chosen = false;
    this.#told = this.#context.clock.elapsed();
    this.#behind = behind;
    this.#ended = children !== undefined;
    if (items.length > 0) this.#place = placeOf(items.length - 1);
    if (children) this.#options.over();
    return {
      items,
      position: positionAt(this.#place),
      positionOf: (i) => positionAt(placeOf(i)),
      ...(behind !== undefined && { behind }),
      ...(chose && { chose }),
      ...(children && { ended: { children } }),
    };
  }
}
