import { Observable } from 'rxjs';
import { WorldError } from '../../src/core/errors.ts';
import type { LogRecord, Read } from '../../src/core/record.ts';
import type { Partition, Source } from '../../src/core/source.ts';
import type { Random } from '../support/random.ts';
import type { Process } from './process.ts';
import type { Shard } from './world.ts';

const encoder = new TextEncoder();

/** The world's log as one process sees it: listed again and again, read in small cuts, slow, and failing at times. */
export const shardedLog = (shards: readonly Shard[], process: Process, random: Random): Source<LogRecord> => ({
  name: 'sharded',
  kind: 'log',
  bounded: false,
  partitions: ({ clock, signal }) =>
    new Observable((subscriber) => {
      const over = new AbortController();
      const stop = AbortSignal.any([over.signal, signal]);
      const list = async () => {
        while (!stop.aborted) {
          subscriber.next(
            shards.filter(({ visible }) => visible <= clock.now()).map((s) => partition(s, process, random)),
          );
          await clock.sleep(random.integer(50, 300), stop);
        }
        subscriber.complete();
      };
      list().catch((thrown: unknown) => subscriber.error(thrown));
      return () => over.abort();
    }),
});

const partition = (shard: Shard, process: Process, random: Random): Partition<LogRecord> => ({
  id: shard.id,
  parents: shard.parents,
  open: async (from) => {
    let at = from === undefined ? 0 : Number(from) + 1;
    return {
      next: async (signal) => {
        const start = at;
        const read = await nextRead(shard, start, process, random, signal);
        at = start + read.items.length;
        return read;
      },
      close: async () => {},
    };
  },
});

async function nextRead(
  shard: Shard,
  from: number,
  { clock, faults }: Process,
  random: Random,
  signal: AbortSignal,
): Promise<Read<LogRecord>> {
  for (;;) {
    await clock.sleep(random.integer(0, 30), signal);
    signal.throwIfAborted();
    if (faults.on && random.chance(0.04)) throw new WorldError('the read failed');
    const there = shard.entries
      .slice(from, from + random.integer(1, 9))
      .filter(({ visible }) => visible <= clock.now());
    const over = shard.ended && shard.ended.visible <= clock.now() && from + there.length === shard.entries.length;
    if (there.length === 0 && !over) {
      await clock.sleep(random.integer(5, 60), signal);
      continue;
    }
    return {
      items: there.map(({ text }) => ({ data: encoder.encode(text) })),
      position: String(from + there.length - 1),
      positionOf: (i) => String(from + i),
      ...(over && shard.ended && { ended: { children: shard.ended.children } }),
    };
  }
}
