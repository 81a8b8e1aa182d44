import { never } from '../../core/never.ts';
import type { Child } from '../../core/record.ts';
import { type Clock, type Duration, type Millis, minutes } from '../../core/time.ts';
import { Cursor, type Handful } from './cursor.ts';
import { fromOf, PAGE_MAX, type ReadOptions } from './options.ts';
import type { Place } from './place.ts';
import { shardsToRead } from './shards.ts';
import { beginning, firstPlace, startAt } from './start.ts';
import type { Start, Stream } from './stream.ts';

/** How far a shard may be read ahead of the others, by arrival: what operators remember has its limits, too. */
const AHEAD: Duration = minutes(1);

/** The shards that are gathered, parents before their children. */
export class Cursors {
  readonly #stream: Stream;
  readonly #options: ReadOptions;
  readonly #clock: Clock;
  #going: readonly Cursor[] = [];

  constructor(stream: Stream, options: ReadOptions, clock: Clock) {
    this.#stream = stream;
    this.#options = options;
    this.#clock = clock;
  }

  /** Begins where the options say. */
  async begin(): Promise<void> {
    const from = fromOf(this.#options);
    const shards = shardsToRead(await this.#stream.shards('all', never), new Set(), from);
    const roots = shards.filter(({ parents }) => parents.length === 0);
    const { place, start } = beginning(from, this.#clock.now());
    this.#going = roots.map(({ id }) => this.#cursor(id, place, start, roots.length));
    if (from === 'latest') await Promise.all(this.#going.map((cursor) => cursor.begin(never)));
  }

  /** Goes on behind where an earlier reader had come. */
  goOn(places: ReadonlyMap<string, Place>): void {
    this.#going = [...places].map(([shard, place]) => this.#cursor(shard, place, startAt(place), places.size));
  }

  /** How far the shards that are not over were read. */
  get places(): ReadonlyMap<string, Place> {
    return new Map(this.#going.map(({ shard, place }) => [shard, place]));
  }

  /** A page of each shard that is not far ahead of another one, of what arrived up to `until`. */
  async round(until: Millis, signal: AbortSignal): Promise<readonly Handful[]> {
    const least = Math.min(...this.#going.map(({ reached }) => reached));
    const asked = this.#going.filter(({ reached }) => reached <= least + AHEAD);
    const handfuls = await Promise.all(asked.map((cursor) => cursor.next(until, signal)));
    for (const { over = [] } of asked) for (const child of over) this.#add(child);
    this.#going = this.#going.filter(({ over }) => !over);
    return handfuls;
  }

  /** What came of shards that were read is read too, once all its parents are over. */
  #add({ id, parents }: Child): void {
    const waits = this.#going.some(({ shard, over }) => shard === id || (!over && parents.includes(shard)));
    if (waits) return;
    const from = fromOf(this.#options);
    const place = typeof from === 'object' && 'timestamp' in from ? firstPlace(from, 0) : {};
    this.#going = [...this.#going, this.#cursor(id, place, startAt(place), this.#going.length)];
  }

  /** The pages of all, of which so many are read, hold together what one may hold. */
  #cursor(shard: string, place: Place, start: Start, among: number): Cursor {
    const { page = Math.ceil(PAGE_MAX / among), limit = page } = this.#options;
    return new Cursor(this.#stream, shard, place, start, Math.min(page, limit), this.#clock);
  }
}
