import { Observable } from 'rxjs';
import type { KinesisPlace } from '../../aws/kinesis.ts';
import type { LogRecord } from '../../core/record.ts';
import type { Known, Partition, RunContext } from '../../core/source.ts';
import { type Duration, minutes } from '../../core/time.ts';
import { fromOf, type ReadOptions } from './options.ts';
import { ShardReader } from './reader.ts';
import { refuseOther, shardsToRead, type ToRead } from './shards.ts';
import { Stream } from './stream.ts';

/** How often the shards are listed; when one of them ends, at once. */
const SYNC: Duration = minutes(1);

/**
 * The shards of a stream as partitions, each list as soon as it differs from the one before: splits and merges are
 * followed while they are read.
 */
export const shardsOf = (
  place: KinesisPlace,
  name: string,
  options: ReadOptions,
  context: RunContext,
  known: readonly Known[],
): Observable<readonly Partition<LogRecord>[]> =>
  new Observable((subscriber) => {
    const left = new AbortController();
    const listing = new Listing(place, name, options, context);
    const tell = (list: readonly Partition<LogRecord>[]) => subscriber.next(list);
    listing.follow(known, tell, left.signal).catch((thrown: unknown) => {
      if (!left.signal.aborted) subscriber.error(thrown);
    });
    return () => left.abort();
  });

class Listing {
  readonly #place: KinesisPlace;
  readonly #name: string;
  readonly #options: ReadOptions;
  readonly #context: RunContext;
  #wake = new AbortController();

  constructor(place: KinesisPlace, name: string, options: ReadOptions, context: RunContext) {
    this.#place = place;
    this.#name = name;
    this.#options = options;
    this.#context = context;
  }

  async follow(
    known: readonly Known[],
    tell: (list: readonly Partition<LogRecord>[]) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#context;
    const stream = await Stream.open(this.#place, this.#name, clock);
    try {
      const ids = new Set(known.map(({ partition }) => partition));
      for (let told = 0, first = true; !signal.aborted; first = false) {
        this.#wake = new AbortController();
        const listed = await stream.shards('all', signal);
        if (first) refuseOther(this.#name, listed, known);
        const shards = shardsToRead(listed, ids, fromOf(this.#options));
        for (const { id } of shards) ids.add(id);
        if (first || ids.size > told) tell(shards.map((shard) => this.#partition(shard)));
        told = ids.size;
        await clock.sleep(SYNC, AbortSignal.any([signal, this.#wake.signal]));
      }
    } finally {
      stream.close();
    }
  }

  #partition({ id, parents, beginning }: ToRead): Partition<LogRecord> {
    const over = () => this.#wake.abort();
    const { page } = this.#options;
    const options = { place: this.#place, stream: this.#name, shard: id, from: beginning, page, over };
    return { id, parents, open: (from) => ShardReader.open(options, this.#context, from) };
  }
}
