import type { ChildShard, Shard } from '@aws-sdk/client-kinesis';
import type { Child } from '../../core/record.ts';

/** A child as GetRecords names it at the end of its parent. */
export const childOf = ({ ShardId = '', ParentShards = [] }: ChildShard): Child => ({
  id: ShardId,
  parents: ParentShards,
});

/** Those of all shards that took over from this one. */
export const childrenOf = (shard: string, shards: readonly Shard[]): readonly Child[] =>
  shards
    .map((one) => ({ id: one.ShardId ?? '', parents: parentsOf(one) }))
    .filter(({ parents }) => parents.includes(shard));

/** One behind a split, two behind a merge. */
export const parentsOf = ({ ParentShardId, AdjacentParentShardId }: Shard): readonly string[] =>
  [ParentShardId, AdjacentParentShardId].filter((parent) => parent !== undefined && parent !== null);
