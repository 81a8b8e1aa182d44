import { WorldError } from '../../core/errors.ts';
import type { Clock, Duration } from '../../core/time.ts';
import { childOf, childrenOf } from './family.ts';
import type { Pace, Page, Pages } from './page.ts';
import type { Answer, Start, Stream } from './stream.ts';

/** Between two requests to a shard, which takes 5 a second; doubled each time that nothing is behind what it gives. */
const PAUSE_MIN: Duration = 200;

/** The pages of a shard by GetRecords. An iterator that expired is renewed behind the last record. */
export class Polled implements Pages {
  readonly #stream: Stream;
  readonly #shard: string;
  readonly #pace: Pace;
  readonly #clock: Clock;
  /** Where to begin again. */
  #start: Start;
  #iterator: string | undefined;
  #answered = Number.NEGATIVE_INFINITY;
  #pause = PAUSE_MIN;
  /** The shard is over: its children, as far as they were told. */
  #over: { readonly told: Answer['children'] } | undefined;

  constructor(stream: Stream, shard: string, start: Start, pace: Pace, clock: Clock) {
    this.#stream = stream;
    this.#shard = shard;
    this.#start = start;
    this.#pace = pace;
    this.#clock = clock;
  }

  async begin(signal: AbortSignal): Promise<void> {
    this.#iterator = await this.#stream.iterator(this.#shard, this.#start, signal);
    // Whatever makes it begin again must not skip what came in the meantime.
    const { type, time } = { time: undefined, ...this.#start };
    if (type === 'LATEST' && time !== undefined) this.#start = { type: 'AT_TIMESTAMP', time };
  }

  async next(signal: AbortSignal): Promise<Page> {
    if (this.#over) return this.#end(this.#over.told, signal);
    const { records, next, behind, children } = await this.#answer(signal);
    const last = records.at(-1)?.SequenceNumber;
    if (last !== undefined) this.#start = { type: 'AFTER_SEQUENCE_NUMBER', sequence: last };
    // Who has caught up leaves room for others, also where something comes each time.
    const caughtUp = behind === 0 && records.length < this.#pace.limit;
    this.#pause = caughtUp ? Math.min(2 * this.#pause, this.#pace.pauseMax) : PAUSE_MIN;
    this.#iterator = next;
    if (next === undefined) this.#over = { told: children };
    return this.#over && records.length === 0 ? this.#end(children, signal) : { records, behind };
  }

  async #answer(signal: AbortSignal): Promise<Answer> {
    for (;;) {
      if (this.#iterator === undefined) await this.begin(signal);
      const pause = this.#answered + this.#pause - this.#clock.elapsed();
      if (pause > 0) await this.#clock.sleep(pause, signal);
      signal.throwIfAborted();
      const answer = await this.#stream.records(this.#shard, this.#iterator ?? '', this.#pace.limit, signal);
      this.#answered = this.#clock.elapsed();
      if (answer) return answer;
      this.#iterator = undefined;
    }
  }

  async #end(told: Answer['children'], signal: AbortSignal): Promise<Page> {
    const children = told?.length
      ? told.map(childOf)
      : childrenOf(this.#shard, await this.#stream.shards(this.#shard, signal));
    // A shard is closed in favour of others; where they are not listed yet, nobody would ever go on with them.
    if (children.length === 0)
      throw new WorldError(`${this.#stream.name}: ${this.#shard} ended, and nothing follows yet`);
    return { records: [], behind: 0, children };
  }
}
