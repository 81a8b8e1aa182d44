import type { Shard } from '@aws-sdk/client-kinesis';
import { WorldError } from '../../core/errors.ts';
import { isOpen } from './shards.ts';

/** An open shard, and the hash keys that go to it, both ends included. */
export interface Route {
  readonly shard: string;
  readonly from: bigint;
  readonly to: bigint;
}

/** The open shards of a stream, by the hash keys that go to them. */
export class Routes {
  readonly all: readonly Route[];
  readonly #stream: string;

  constructor(stream: string, shards: readonly Shard[]) {
    this.#stream = stream;
    this.all = shards
      .filter(isOpen)
      .map(({ ShardId: shard = '', HashKeyRange: range }) => ({
        shard,
        from: BigInt(range?.StartingHashKey ?? 0),
        to: BigInt(range?.EndingHashKey ?? 0),
      }))
      .sort((a, b) => (a.from < b.from ? -1 : 1));
  }

  shardOf(hash: bigint): string {
    const route = this.all.findLast(({ from }) => from <= hash);
    if (route && hash <= route.to) return route.shard;
    // As it may be listed while a shard is split: its children are there a moment later.
    throw new WorldError(`The stream ${this.#stream} has no open shard for the hash key ${hash}.`);
  }
}
