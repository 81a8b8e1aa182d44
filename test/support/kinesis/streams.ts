import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import type { Known, Partition, RunContext, Source } from '../../../src/core/source.ts';
import { active, type Emulator } from './front.ts';

/** A stream of the emulator, as tests write it and cut it. */
export class TestStream {
  readonly name: string;
  readonly #service: Pick<Emulator, 'client'>;
  readonly #shards: number;

  constructor(service: Pick<Emulator, 'client'>, name: string, shards: number) {
    this.#service = service;
    this.name = name;
    this.#shards = shards;
  }

  /** Puts records, in order, each into the shard of that number among those that the stream was made with. */
  async put(records: readonly (string | Uint8Array)[], shard = 0): Promise<readonly string[]> {
    const ExplicitHashKey = String((2n ** 128n / BigInt(this.#shards)) * BigInt(shard) + 1n);
    return this.putBy(records.map((data) => ({ data, ExplicitHashKey })));
  }

  /** Puts each record to where its hash key says. */
  async putBy(
    records: readonly { readonly data: string | Uint8Array; readonly ExplicitHashKey: string }[],
  ): Promise<readonly string[]> {
    const sequences: string[] = [];
    for (let from = 0; from < records.length; from += 500) {
      const Records = records
        .slice(from, from + 500)
        .map(({ data, ExplicitHashKey }) => ({ Data: Buffer.from(data), PartitionKey: 'x', ExplicitHashKey }));
      const answer = await this.#service.client.send(new PutRecordsCommand({ StreamName: this.name, Records }));
      sequences.push(...(answer.Records ?? []).map(({ SequenceNumber = '' }) => SequenceNumber));
    }
    return sequences;
  }

  /** Splits a shard at a hash key. */
  async split(shard: number, at: bigint): Promise<void> {
    const cut = { StreamName: this.name, ShardToSplit: shardId(shard), NewStartingHashKey: String(at) };
    await this.#service.client.send(new SplitShardCommand(cut));
    await active(this.#service.client, this.name);
  }

  /** Merges a shard with the one that follows it. */
  async merge(shard: number, next: number): Promise<void> {
    const pair = { ShardToMerge: shardId(shard), AdjacentShardToMerge: shardId(next) };
    await this.#service.client.send(new MergeShardsCommand({ StreamName: this.name, ...pair }));
    await active(this.#service.client, this.name);
  }
}

export const shardId = (n: number): string => `shardId-${String(n).padStart(12, '0')}`;

/** Each list of partitions as it comes; unsubscribes when the iterator is left. */
export async function* listsOf<T>(
  source: Source<T>,
  context: RunContext,
  known: readonly Known[] = [],
): AsyncGenerator<readonly Partition<T>[], void> {
  const lists: (readonly Partition<T>[])[] = [];
  let failure: { readonly thrown: unknown } | undefined;
  let wake = () => {};
  const subscription = source.partitions(context, known).subscribe({
    next: (list) => {
      lists.push(list);
      wake();
    },
    error: (thrown: unknown) => {
      failure = { thrown };
      wake();
    },
  });
  try {
    for (;;) {
      const list = lists.shift();
      if (list) yield list;
      else if (failure) throw failure.thrown;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    subscription.unsubscribe();
  }
}

/** All that a stream holds, shard by shard, each in its order. */
export async function heldBy(
  { client }: Pick<Emulator, 'client'>,
  stream: string,
): Promise<ReadonlyMap<string, readonly { readonly key: string; readonly data: Uint8Array }[]>> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  const held = new Map<string, { readonly key: string; readonly data: Uint8Array }[]>();
  for (const { ShardId = '' } of Shards) {
    const from = { StreamName: stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator: at } = await client.send(new GetShardIteratorCommand(from));
    const records: { readonly key: string; readonly data: Uint8Array }[] = [];
    while (at) {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: at }));
      for (const { PartitionKey: key = '', Data: data = new Uint8Array() } of Records) records.push({ key, data });
      at = Records.length > 0 ? NextShardIterator : undefined;
    }
    held.set(ShardId, records);
  }
  return held;
}
