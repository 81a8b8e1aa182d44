import type { KinesisPlace } from '../../aws/kinesis.ts';
import { WorldError } from '../../core/errors.ts';
import type { Output, Refused, Writer } from '../../core/sink.ts';
import type { RunContext } from '../../core/source.ts';
import type { Clock } from '../../core/time.ts';
import { isForAll } from '../../market/identity.ts';
import { type Entry, entryOf } from './entry.ts';
import type { Lane } from './lane.ts';
import { Lanes, type Sent } from './lanes.ts';
import { packed } from './pack.ts';
import { waitAfter } from './patience.ts';
import { Routes } from './routes.ts';
import { type PutAnswer, Stream } from './stream.ts';
import { REQUEST_MAX, type WriteOptions } from './write-options.ts';

/** Requests in a row of which a shard takes nothing, before that is an error of the world. */
const FRUITLESS_MAX = 10;

/**
 * Puts outputs into a stream, each into the lane of its shard: one request at a time takes from all lanes, so that of
 * one shard nothing is sent before what failed there was put. Within a request the service keeps no order: of two
 * records of one key there the second may be put first when the first one fails. A write ends when everything is
 * acknowledged; it is a commit's worth already, so nothing waits for more to come.
 */
export class KinesisWriter implements Writer<unknown> {
  readonly #stream: Stream;
  readonly #options: WriteOptions;
  readonly #clock: Clock;
  readonly #lanes: Lanes;
  readonly #watch: NonNullable<WriteOptions['watch']>;
  readonly #closed = new AbortController();
  #routes: Routes | undefined;
  /** A record went to another shard than the one that was listed. */
  #stale = false;

  private constructor(stream: Stream, options: WriteOptions, clock: Clock) {
    this.#stream = stream;
    this.#options = options;
    this.#clock = clock;
    this.#lanes = new Lanes(clock, { ...REQUEST_MAX, ...options.request });
    this.#watch = options.watch ?? (() => {});
  }

  static async open(
    place: KinesisPlace,
    name: string,
    options: WriteOptions,
    { clock }: RunContext,
  ): Promise<KinesisWriter> {
    return new KinesisWriter(await Stream.open(place, name, clock), options, clock);
  }

  /** Gives those back that can never be put; a WorldError where the others could not all be put. */
  async write(output: readonly Output<unknown>[]): Promise<readonly Refused[]> {
    const entries: Entry[] = [];
    const refused: Refused[] = [];
    for (const [index, one] of output.entries()) {
      const entry = entryOf(one, this.#options);
      if (typeof entry === 'string') refused.push({ index, detail: entry });
      else entries.push(isForAll(one.value) ? { ...entry, told: new Set() } : entry);
    }
    const { pack } = this.#options;
    await this.#putAll(pack === undefined ? entries : packed(entries, pack));
    return refused;
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error(`The writer of the stream ${this.#stream.name} was closed`));
    this.#stream.close();
  }

  async #putAll(entries: readonly Entry[]): Promise<void> {
    try {
      this.#routes ??= await this.#listed();
      for (const entry of entries) this.#lanes.add(entry, this.#routes);
      for (;;) {
        for (let wait = this.#lanes.wait(); wait !== undefined; wait = this.#lanes.wait()) {
          if (wait > 0) await this.#clock.sleep(wait, this.#closed.signal);
          this.#closed.signal.throwIfAborted();
          const sent = this.#lanes.take();
          this.#settle(sent, await this.#stream.put(sent, this.#closed.signal, this.#watch));
        }
        if (!this.#stale) return;
        this.#stale = false;
        this.#routes = await this.#listed();
        for (const entry of entries) if (entry.told) this.#lanes.add(entry, this.#routes);
      }
    } finally {
      this.#lanes.clear(); // whoever writes again writes all of it again
    }
  }

  #settle(sent: readonly Sent[], answers: readonly PutAnswer[]): void {
    const failed = new Map<Lane, { readonly entries: Entry[]; readonly error: string }>();
    const served = new Set<Lane>();
    for (const [i, { entry, lane }] of sent.entries()) {
      const { shard, error = 'it was not answered' } = answers[i] ?? {};
      if (shard === undefined) {
        const { entries } = failed.get(lane) ?? { entries: [] };
        failed.set(lane, { entries: [...entries, entry], error });
      } else {
        served.add(lane);
        entry.told?.add(shard);
        if (shard !== lane.shard) this.#stale = true;
      }
    }
    for (const [lane, { entries, error }] of failed) this.#again(lane, entries, error);
    for (const lane of served) lane.fruitless = 0;
  }

  #again(lane: Lane, entries: readonly Entry[], error: string): void {
    if (++lane.fruitless > FRUITLESS_MAX) {
      throw new WorldError(`${lane.shard} of the stream ${this.#stream.name} takes nothing: ${error}`);
    }
    lane.again(entries, this.#clock.elapsed() + waitAfter(lane.fruitless, `${this.#stream.name}/${lane.shard}`));
  }

  async #listed(): Promise<Routes> {
    return new Routes(this.#stream.name, await this.#stream.shards('a writer', this.#closed.signal));
  }
}
