import { never } from '../../core/never.ts';
import type { LogRecord } from '../../core/record.ts';
import type { Clock, Duration } from '../../core/time.ts';
import { PAGE_MAX } from '../../logs/kinesis/options.ts';
import type { Pages } from '../../logs/kinesis/page.ts';
import { pagesOf } from '../../logs/kinesis/pages.ts';
import type { Start, Stream } from '../../logs/kinesis/stream.ts';
import { taken } from '../../logs/kinesis/taken.ts';
import { StatusLine } from '../status-line.ts';

export type PeekFrom = Extract<Start, { readonly type: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP' }>;

export interface Found {
  readonly shard: string;
  readonly record: LogRecord;
}

/** A shard that is being looked into. */
interface Look {
  readonly shard: string;
  readonly pages: Pages;
  readonly found: Found[];
  over: boolean;
}

/** How often is told how long it takes yet. */
const TELL: Duration = 500;
/** Between two requests to an idle shard. */
const PAUSE_MAX: Duration = 1_000;

/** Looks for records in several shards at a time, until it has as many as are wanted. */
export class Peeking {
  readonly #name: string;
  readonly #looks: readonly Look[];
  readonly #wanted: number;
  readonly #page: number;
  readonly #clock: Clock;
  readonly #line: StatusLine;

  constructor(stream: Stream, shards: readonly string[], from: PeekFrom, wanted: number, clock: Clock) {
    this.#page = Math.min(wanted, PAGE_MAX);
    const pace = { limit: this.#page, pauseMax: PAUSE_MAX };
    this.#name = stream.name;
    this.#looks = shards.map((shard) => {
      return { shard, pages: pagesOf(stream, shard, from, pace, clock), found: [], over: false };
    });
    this.#wanted = wanted;
    this.#clock = clock;
    this.#line = new StatusLine(clock);
  }

  /** In the order in which they arrived. */
  get found(): readonly Found[] {
    const arrival = ({ record }: Found) => record.arrival ?? 0;
    const all = this.#looks.flatMap(({ found }) => found);
    return all.toSorted((a, b) => arrival(a) - arrival(b)).slice(0, this.#wanted);
  }

  get #count(): number {
    return this.#looks.reduce((sum, { found }) => sum + found.length, 0);
  }

  /** Settles where each shard is read from: `LATEST` is the moment of this. */
  async begin(): Promise<void> {
    await Promise.all(this.#looks.map(({ pages }) => pages.begin(never)));
  }

  /** Reads what there is. Any shard may have the oldest ones, so each is asked for as many as are wanted. */
  async catchUp(): Promise<void> {
    await Promise.all(
      this.#looks.map(async (look) => {
        for (let more = true; more && !look.over && look.found.length < this.#wanted; ) {
          more = await this.#read(look, never);
          this.#line.update(() => `${this.#name}: ${this.#count} records`);
        }
      }),
    );
    this.#line.clear();
  }

  /** Reads what comes, for so long at most. */
  async follow(within: Duration): Promise<void> {
    const stop = new AbortController();
    const following = this.#looks.map((look) => this.#followOne(look, stop));
    const end = this.#clock.elapsed() + within;
    for (let left = within; left > 0 && this.#count < this.#wanted; left = end - this.#clock.elapsed()) {
      this.#line.update(() => `${this.#name}: ${this.#count} of ${this.#wanted} records, ${Math.ceil(left / 1_000)} s`);
      await this.#clock.sleep(Math.min(left, TELL), stop.signal);
      if (stop.signal.aborted) break;
    }
    stop.abort();
    this.#line.clear();
    await Promise.all(following);
  }

  async #followOne(look: Look, stop: AbortController): Promise<void> {
    try {
      while (!look.over && this.#count < this.#wanted) await this.#read(look, stop.signal);
      if (this.#count >= this.#wanted) stop.abort();
    } catch (thrown) {
      if (!stop.signal.aborted) throw thrown;
    }
  }

  /** Whether there is more, as far as one knows. Behind a full page there may be, whatever is said of the end. */
  async #read(look: Look, signal: AbortSignal): Promise<boolean> {
    const { records, behind = 0, children } = await look.pages.next(signal);
    look.found.push(...taken(records, {}).items.map((record) => ({ shard: look.shard, record })));
    look.over = children !== undefined;
    return behind > 0 || records.length >= this.#page;
  }
}
