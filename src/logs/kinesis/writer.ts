import { hostname } from 'node:os';
import type { KinesisPlace } from '../../aws/kinesis.ts';
import { waitAfter } from '../../aws/patience.ts';
import { WorldError } from '../../core/errors.ts';
import type { Output, Refused, TaskContext, Writer } from '../../core/sink.ts';
import type { RunContext } from '../../core/source.ts';
import type { Clock } from '../../core/time.ts';
import { type Entry, entryOf } from './entry.ts';
import { Flights } from './flights.ts';
import type { Lane, Queued } from './lane.ts';
import { Lanes, type Sent } from './lanes.ts';
import { PACK, packed } from './pack.ts';
import { refused } from './put-request.ts';
import { Routes } from './routes.ts';
import { type PutAnswer, Stream } from './stream.ts';
import { REQUEST_MAX, type WriteOptions } from './write-options.ts';

/** Requests in a row of which a shard takes nothing, before that is an error of the world. */
const FRUITLESS_MAX = 10;
/** Requests of different shards that are on their way at a time. */
const FLIGHTS_MAX = 8;

/**
 * Puts outputs into a stream, each into the lane of its shard: a request takes from all lanes of which none is on its
 * way, so that of one shard nothing is sent before what failed there was put. Within a request the service keeps no
 * order, so of two records of one key the second may be put first when the first one fails: unless `inOrder` parts
 * them, and never over a tick. A write ends when everything is acknowledged; it is a commit's worth already, so nothing
 * waits for more to come, as by a flush interval. A run that is told to stop finishes it, within the patience that
 * failures have; to close ends it at once.
 */
export class KinesisWriter implements Writer<unknown> {
  readonly #stream: Stream;
  readonly #options: WriteOptions;
  readonly #clock: Clock;
  readonly #lanes: Lanes;
  readonly #watch: NonNullable<WriteOptions['watch']>;
  /** Whose failures are waited out, so that many writers of one stream do not come back at once. */
  readonly #who: string;
  readonly #closed = new AbortController();
  #routes: Routes | undefined;
  /** A record went to another shard than the one that was listed. */
  #stale = false;

  private constructor(stream: Stream, options: WriteOptions, clock: Clock, who: string) {
    this.#stream = stream;
    this.#who = who;
    this.#options = options;
    this.#clock = clock;
    this.#lanes = new Lanes(clock, { ...REQUEST_MAX, ...options.request });
    this.#watch = options.watch ?? (() => {});
  }

  static async open(
    place: KinesisPlace,
    name: string,
    options: WriteOptions,
    { clock, pipeline, partition }: RunContext & Partial<TaskContext>,
  ): Promise<KinesisWriter> {
    const stream = await Stream.open(place, name, clock);
    return new KinesisWriter(stream, options, clock, `${pipeline}/${partition} on ${hostname()}`);
  }

  /** Gives those back that can never be put; a WorldError where the others could not all be put. */
  async write(output: readonly Output<unknown>[]): Promise<readonly Refused[]> {
    const entries: Entry[] = [];
    const refused: Refused[] = [];
    for (const [index, one] of output.entries()) {
      const entry = entryOf(one, this.#options);
      if ('reason' in entry) refused.push({ index, ...entry });
      else entries.push(entry);
    }
    const { pack } = this.#options;
    await this.#putAll(pack === undefined ? entries : packed(entries, pack === true ? PACK : pack));
    return refused;
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error(`The writer of the stream ${this.#stream.name} was closed`));
    this.#stream.close();
  }

  async #putAll(entries: readonly Entry[]): Promise<void> {
    try {
      this.#routes ??= await this.#listed();
      for (const [order, entry] of entries.entries()) this.#lanes.add(entry, order, this.#routes);
      for (;;) {
        await this.#empty();
        if (!this.#stale) return;
        this.#stale = false;
        this.#routes = await this.#listed();
        for (const [order, entry] of entries.entries()) if (entry.told) this.#lanes.add(entry, order, this.#routes);
      }
    } finally {
      this.#lanes.clear(); // whoever writes again writes all of it again
    }
  }

  /** Until nothing waits any more. */
  async #empty(): Promise<void> {
    await using flights = new Flights(FLIGHTS_MAX, this.#clock, this.#closed.signal);
    for (;;) {
      const wait = this.#lanes.wait();
      if (wait === undefined && flights.none) return;
      if (wait === 0 && !flights.full) flights.launch((signal) => this.#fly(signal));
      else await flights.landed(flights.full ? undefined : wait);
    }
  }

  async #fly(signal: AbortSignal): Promise<void> {
    const sent = this.#lanes.take();
    const answers = await this.#stream.put(sent, this.#who, signal, this.#watch);
    this.#lanes.landed(sent);
    this.#settle(sent, answers);
  }

  #settle(sent: readonly Sent[], answers: readonly PutAnswer[]): void {
    const failed = new Map<Lane, { readonly queued: Sent[]; readonly error: string }>();
    const served = new Set<Lane>();
    for (const [i, one] of sent.entries()) {
      const { entry, lane } = one;
      const { shard, error = 'it was not answered' } = answers[i] ?? {};
      if (shard === undefined) {
        const { queued } = failed.get(lane) ?? { queued: [] };
        failed.set(lane, { queued: [...queued, one], error });
      } else {
        served.add(lane);
        entry.told?.add(shard);
        if (shard !== lane.shard) this.#stale = true;
      }
    }
    for (const [lane, { queued, error }] of failed) this.#again(lane, queued, error);
    for (const lane of served) lane.fruitless = 0;
  }

  #again(lane: Lane, queued: readonly Queued[], error: string): void {
    if (++lane.fruitless > FRUITLESS_MAX) {
      throw new WorldError(`${lane.shard} of the stream ${this.#stream.name} takes nothing: ${error}`);
    }
    lane.again(queued, this.#clock.elapsed() + waitAfter(lane.fruitless, `${this.#who}/${lane.shard}`));
  }

  async #listed(): Promise<Routes> {
    const { signal } = this.#closed;
    const shards = await this.#stream.shards(this.#who, signal).catch((thrown: unknown) => {
      if (!signal.aborted) this.#watch(refused([], thrown)); // nothing was put, and whoever counts shall see why
      throw thrown;
    });
    return new Routes(this.#stream.name, shards);
  }
}
