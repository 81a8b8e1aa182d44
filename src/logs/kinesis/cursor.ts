import type { Child, LogRecord } from '../../core/record.ts';
import { type Clock, type Millis, millis } from '../../core/time.ts';
import type { Pages } from './page.ts';
import { pagesOf } from './pages.ts';
import type { Place } from './place.ts';
import type { Start, Stream } from './stream.ts';
import { taken } from './taken.ts';

/** What one shard gave to a gathering. */
export interface Handful {
  readonly shard: string;
  readonly items: readonly LogRecord[];
  placeOf(i: number): Place;
}

/** One shard of several that are gathered. */
export class Cursor {
  readonly shard: string;
  place: Place;
  /** Set when nothing more of it is wanted: the shards that go on, if it is closed. */
  over: readonly Child[] | undefined;
  /** Up to which arrival it was read, for those that are not far ahead of others to be read first. */
  reached: Millis;
  readonly #pages: Pages;
  readonly #clock: Clock;

  constructor(stream: Stream, shard: string, place: Place, start: Start, limit: number, clock: Clock) {
    this.#clock = clock;
    this.shard = shard;
    this.place = place;
    this.reached = place.time ?? 0;
    // A job is not long there, and has a time to keep: it does not step back for others.
    this.#pages = pagesOf(stream, shard, start, { limit, pauseMax: millis(200) }, clock);
  }

  begin(signal: AbortSignal): Promise<void> {
    return this.#pages.begin(signal);
  }

  /** The next page, up to what arrived at `until`, behind which it is over; as it is where that has no end. */
  async next(until: Millis, signal: AbortSignal): Promise<Handful> {
    const { records, behind, children } = await this.#pages.next(signal);
    const wanted = records.findIndex(({ ApproximateArrivalTimestamp: at }) => (at?.getTime() ?? 0) > until);
    const { items, placeOf } = taken(wanted === -1 ? records : records.slice(0, wanted), this.place);
    const caughtUp = records.length === 0 && behind === 0;
    if (children) this.over = children;
    else if (wanted !== -1 || (caughtUp && until !== Number.POSITIVE_INFINITY)) this.over = [];
    if (items.length > 0) this.place = placeOf(items.length - 1);
    this.reached = caughtUp ? this.#clock.now() : (this.place.time ?? this.reached);
    return { shard: this.shard, items, placeOf };
  }
}
