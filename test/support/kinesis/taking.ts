import { shardOf } from './faults.ts';
import { type Body, type Call, failed, type Meddle } from './meddling.ts';
import { shardId } from './streams.ts';

/** A record as it came, when, and where from: the request that had it. */
export interface Taken {
  readonly key: string;
  readonly data: string;
  readonly at: number;
  readonly request: number;
}

/** Some of a request: whether this entry of it is refused. */
type Refuses = (entry: Body, shard: string, request: number) => boolean;

/**
 * Takes what is put in place of the service, which is slower, into shards that cut the hash keys into equal parts; any
 * entries fail that `refuses` says.
 */
export class Taking {
  readonly held: ReadonlyMap<string, Taken[]>;
  readonly #shards: readonly Body[];
  readonly #refuses: Refuses;
  readonly #now: () => number;
  #requests = 0;

  constructor(shards: number, now: () => number, refuses: Refuses = () => false) {
    const part = 2n ** 128n / BigInt(shards);
    this.#shards = Array.from({ length: shards }, (_, i) => ({
      ShardId: shardId(i),
      HashKeyRange: {
        StartingHashKey: String(part * BigInt(i)),
        EndingHashKey: String(i + 1 < shards ? part * BigInt(i + 1) - 1n : 2n ** 128n - 1n),
      },
      SequenceNumberRange: { StartingSequenceNumber: '1' },
    }));
    this.held = new Map(this.#shards.map(({ ShardId }) => [String(ShardId), []]));
    this.#refuses = refuses;
    this.#now = now;
  }

  readonly meddle: Meddle = async (call: Call) => {
    if (call.operation === 'ListShards') return { status: 200, body: { Shards: this.#shards } };
    if (call.operation !== 'PutRecords') return failed('UnknownOperationException');
    const request = ++this.#requests;
    const Records = (call.body.Records as readonly Body[]).map((entry) => this.#take(entry, request));
    return { status: 200, body: { Records, FailedRecordCount: 0 } };
  };

  #take(entry: Body, request: number): Body {
    const shard = shardOf(entry, this.#shards);
    if (this.#refuses(entry, shard, request)) {
      return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'try again' };
    }
    const data = String(Buffer.from(String(entry.Data), 'base64'));
    this.held.get(shard)?.push({ key: String(entry.PartitionKey), data, at: this.#now(), request });
    return { ShardId: shard, SequenceNumber: '1' };
  }
}
