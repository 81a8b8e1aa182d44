import { of } from 'rxjs';
import type { Child, LogRecord, PartitionId, Read } from '../../src/core/record.ts';
import type { Partition, Source } from '../../src/core/source.ts';
import { recordOf } from './batches.ts';

export interface Shard {
  readonly id: PartitionId;
  readonly parents?: readonly PartitionId[];
  readonly items: readonly (string | object)[];
}

/** A log in shards that are all over: each ends behind its last item, in favour of those that name it as a parent. */
export const sharded = (shards: readonly Shard[], { bounded = false } = {}): Source<LogRecord> => ({
  name: 'sharded',
  kind: 'log',
  bounded,
  partitions: () => of(shards.map((shard) => partitionOf(shard, childrenOf(shard, shards)))),
});

/** A log of one partition that ends by itself, so that its pipeline is a job. */
export const job = (items: Shard['items']): Source<LogRecord> => sharded([{ id: 'all', items }], { bounded: true });

const childrenOf = ({ id }: Shard, shards: readonly Shard[]): Child[] =>
  shards.flatMap(({ id: child, parents = [] }) => (parents.includes(id) ? [{ id: child, parents }] : []));

const partitionOf = ({ id, parents = [], items }: Shard, children: readonly Child[]): Partition<LogRecord> => ({
  id,
  parents,
  open: async (from) => {
    const at = from === undefined ? 0 : Number(from) + 1;
    const read: Read<LogRecord> = {
      items: items.slice(at).map((item) => recordOf(item)),
      position: String(items.length - 1),
      positionOf: (i) => String(at + i),
      ended: { children },
    };
    return { next: async () => read, close: async () => {} };
  },
});
