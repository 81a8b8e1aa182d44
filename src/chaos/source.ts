import { Observable } from 'rxjs';
import type { LogRecord, Read } from '../core/record.ts';
import type { Partition, Reader, Source } from '../core/source.ts';
import { minutes } from '../core/time.ts';
import type { Process } from './process.ts';
import { readOf, type Shard } from './shards.ts';

/** How long a list of partitions stands until it is asked for again, at most. */
const LISTED = 400;

/** A log in the place of the pipeline's own, as one process sees it: in seeded cuts, slow, and failing at times. */
export const cutLog = (source: Source<unknown>, shards: readonly Shard[], process: Process): Source<unknown> => ({
  ...source,
  partitions: ({ clock, signal }) =>
    new Observable((subscriber) => {
      const over = new AbortController();
      const stop = AbortSignal.any([over.signal, signal]);
      const all = shards.map((shard) => partition(shard, process, source.bounded));
      const list = async () => {
        // Now and then a split is seen before its parent was read to its end, and now and then behind it.
        subscriber.next(process.random.chance(0.5) ? all : all.filter(({ parents }) => parents.length === 0));
        await clock.sleep(process.random.integer(0, LISTED), stop);
        if (!stop.aborted) subscriber.next(all);
        subscriber.complete();
      };
      list().catch((thrown: unknown) => subscriber.error(thrown));
      return () => over.abort();
    }),
});

const partition = (shard: Shard, process: Process, bounded: boolean): Partition<LogRecord> => ({
  id: shard.id,
  parents: shard.parents,
  open: async (from) => new CutReader(shard, process, bounded, from === undefined ? 0 : Number(from)),
});

class CutReader implements Reader<LogRecord> {
  readonly #shard: Shard;
  readonly #process: Process;
  readonly #bounded: boolean;
  #at: number;

  constructor(shard: Shard, process: Process, bounded: boolean, at: number) {
    this.#shard = shard;
    this.#process = process;
    this.#bounded = bounded;
    this.#at = at;
  }

  async next(signal: AbortSignal): Promise<Read<LogRecord>> {
    const { random, weather, clock } = this.#process;
    await this.#process.step(weather.latency, weather.chance.read / 4);
    signal.throwIfAborted();
    this.#process.maybeCrash('crash before a read', weather.chance.read);
    const { records, children } = this.#shard;
    const start = this.#at;
    while (start === records.length && !children && !this.#bounded) {
      await clock.sleep(minutes(1), signal);
      signal.throwIfAborted();
    }
    this.#at = Math.min(records.length, start + random.integer(1, weather.cut));
    this.#process.maybeCrash('crash after a read', weather.chance.read);
    return readOf(this.#shard, start, this.#at, this.#bounded);
  }

  async close(): Promise<void> {}
}
