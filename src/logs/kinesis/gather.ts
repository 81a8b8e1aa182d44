import type { KinesisPlace } from '../../aws/kinesis.ts';
import type { LogRecord, Position, Read } from '../../core/record.ts';
import type { Reader, RunContext } from '../../core/source.ts';
import { type Duration, type Millis, seconds } from '../../core/time.ts';
import type { Handful } from './cursor.ts';
import { Cursors } from './cursors.ts';
import { type Gathered, gatheredAt, gatheredOf } from './gathered.ts';
import type { ReadOptions } from './options.ts';
import type { Place } from './place.ts';
import { Stream } from './stream.ts';

/** How long a read with a limit waits for its records. */
const WITHIN: Duration = seconds(30);
const ENDLESS = Number.POSITIVE_INFINITY;

/** Reads all shards as one partition, in no order, up to a limit, a time, or the end that they had when it began. */
export class Gather implements Reader<LogRecord> {
  readonly #stream: Stream;
  readonly #cursors: Cursors;
  readonly #limit: number;
  readonly #context: RunContext;
  readonly #closed = new AbortController();
  readonly #deadline: Duration;
  /** What arrived later does not belong to it. */
  readonly #until: Millis;
  #left: number;
  #reading: Promise<unknown> | undefined;
  #ended = false;

  private constructor(stream: Stream, options: ReadOptions, context: RunContext, from: Gathered | undefined) {
    const { end, limit = ENDLESS, within = limit === ENDLESS || end ? ENDLESS : WITHIN } = options;
    const { clock } = context;
    this.#stream = stream;
    this.#cursors = new Cursors(stream, options, clock);
    this.#limit = limit;
    this.#context = context;
    this.#deadline = clock.elapsed() + within;
    this.#until = from?.until ?? (end ? clock.now() : ENDLESS);
    this.#left = from?.left ?? limit;
  }

  static async open(
    place: KinesisPlace,
    name: string,
    options: ReadOptions,
    context: RunContext,
    position: Position | undefined,
  ): Promise<Gather> {
    const from = position === undefined ? undefined : gatheredOf(position);
    const gather = new Gather(await Stream.open(place, name, context.clock), options, context, from);
    try {
      if (from) gather.#cursors.goOn(from.places);
      else await gather.#cursors.begin();
      return gather;
    } catch (thrown) {
      await gather.close();
      throw thrown;
    }
  }

  async next(signal: AbortSignal): Promise<Read<LogRecord>> {
    if (this.#ended) throw new Error(`${this.#stream.name} was read to its end, and then asked for more`);
    const reading = this.#read(AbortSignal.any([signal, this.#closed.signal]));
    this.#reading = reading.catch(() => {});
    return reading;
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error(`${this.#stream.name} was closed`));
    await this.#reading;
    this.#stream.close();
  }

  async #read(signal: AbortSignal): Promise<Read<LogRecord>> {
    for (;;) {
      signal.throwIfAborted();
      const before = this.#cursors.places;
      const over = before.size === 0 || this.#left === 0 || this.#context.clock.elapsed() >= this.#deadline;
      const handfuls = over ? [] : await this.#cursors.round(this.#until, signal);
      if (over || handfuls.some(({ items }) => items.length > 0)) return this.#deliver(handfuls, before, over);
    }
  }

  #deliver(handfuls: readonly Handful[], before: ReadonlyMap<string, Place>, over: boolean): Read<LogRecord> {
    const items = handfuls.flatMap((handful) => handful.items).slice(0, this.#left);
    const [left, until] = [this.#left, this.#until];
    this.#left -= items.length;
    this.#ended = over || this.#left === 0;
    if (this.#ended) this.#tell();
    const positionOf = (i: number): Position => {
      if (!(i in items)) throw new RangeError(`There is no item ${i} among ${items.length}`);
      return gatheredAt({ left: left - i - 1, until, places: behind(i, handfuls, before) });
    };
    const position =
      items.length > 0
        ? positionOf(items.length - 1)
        : gatheredAt({ left: this.#left, until, places: this.#cursors.places });
    return { items, position, positionOf, unordered: true, ...(this.#ended && { ended: { children: [] } }) };
  }

  /** Who asked for a number of records is told when there were not as many. */
  #tell(): void {
    if (this.#left === 0 || this.#limit === ENDLESS) return;
    const got = this.#limit - this.#left;
    const fields = { stream: this.#stream.name, records: got, limit: this.#limit };
    this.#context.logger.warn(fields, 'it is over with fewer records than its limit');
  }
}

/** How far each shard was read behind item `i` of all that they gave. */
function behind(i: number, handfuls: readonly Handful[], before: ReadonlyMap<string, Place>): Map<string, Place> {
  const places = new Map(before);
  let at = i;
  for (const { shard, items, placeOf } of handfuls) {
    if (items.length > 0) places.set(shard, placeOf(Math.min(at, items.length - 1)));
    at -= items.length;
    if (at < 0) break;
  }
  return places;
}
