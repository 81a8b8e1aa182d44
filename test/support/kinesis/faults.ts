import { createHash } from 'node:crypto';
import type { Random } from '../random.ts';
import { type Answer, type Body, failed, type Meddle } from './meddling.ts';

/** What the service may do at any time, and kinesalite never does. `chance`: how often, from 0 to 1. */

const READS = ['GetRecords', 'GetShardIterator', 'ListShards', 'DescribeStreamSummary'];

export const throttling =
  (random: Random, chance: number, name = 'ProvisionedThroughputExceededException'): Meddle =>
  async (call, ask) =>
    READS.includes(call.operation) && random.chance(chance) ? failed(name) : ask(call);

/** Iterators that are worth nothing any more. */
export const expiring =
  (random: Random, chance: number): Meddle =>
  async (call, ask) =>
    call.operation === 'GetRecords' && random.chance(chance) ? failed('ExpiredIteratorException') : ask(call);

/** Pages without records though there are more, as they come between two that have some. */
export const emptying =
  (random: Random, chance: number): Meddle =>
  async (call, ask) => {
    if (call.operation !== 'GetRecords' || !random.chance(chance)) return ask(call);
    return {
      status: 200,
      body: { Records: [], NextShardIterator: call.body.ShardIterator, MillisBehindLatest: 60_000 },
    };
  };

/** Fewer records in a page than were asked for. */
export const shortening =
  (random: Random): Meddle =>
  async (call, ask) =>
    call.operation === 'GetRecords' ? ask({ ...call, body: { ...call.body, Limit: random.integer(1, 7) } }) : ask(call);

/** How far the end of the shard is ahead, of which kinesalite always says that it is not. */
export const lagging: Meddle = async (call, ask) => {
  const answer = await ask(call);
  if (call.operation !== 'GetRecords' || typeof answer.body.NextShardIterator !== 'string') return answer;
  const rest = await ask({ ...call, body: { ShardIterator: answer.body.NextShardIterator } });
  const last = listOf(rest, 'Records').at(-1);
  const behind = last ? Math.max(1, Date.now() - Number(last.ApproximateArrivalTimestamp) * 1_000) : 0;
  return { ...answer, body: { ...answer.body, MillisBehindLatest: Math.round(behind) } };
};

/** The children of a shard in its last answer, as AWS tells them and kinesalite does not. */
export function telling(stream: string): Meddle {
  const shardOf = new Map<unknown, unknown>();
  return async (call, ask) => {
    const answer = await ask(call);
    if (call.operation === 'GetShardIterator') shardOf.set(answer.body.ShardIterator, call.body.ShardId);
    if (call.operation !== 'GetRecords' || answer.status !== 200) return answer;
    const shard = shardOf.get(call.body.ShardIterator);
    shardOf.set(answer.body.NextShardIterator, shard);
    if (answer.body.NextShardIterator) return answer;
    const shards = listOf(await ask({ operation: 'ListShards', body: { StreamName: stream } }), 'Shards');
    const children = shards.flatMap(({ ShardId, ParentShardId, AdjacentParentShardId, HashKeyRange }) => {
      const ParentShards = [ParentShardId, AdjacentParentShardId].filter((parent) => parent !== undefined);
      return ParentShards.some((parent) => parent === shard) ? [{ ShardId, ParentShards, HashKeyRange }] : [];
    });
    return { ...answer, body: { ...answer.body, ChildShards: children } };
  };
}

/** Records that arrived when a test says, in ms. */
export const arriving =
  (when: (text: string) => number): Meddle =>
  async (call, ask) => {
    const answer = await ask(call);
    if (call.operation !== 'GetRecords') return answer;
    const Records = listOf(answer, 'Records').map((record) => ({
      ...record,
      ApproximateArrivalTimestamp: when(String(Buffer.from(String(record.Data), 'base64'))) / 1_000,
    }));
    return { ...answer, body: { ...answer.body, Records } };
  };

/** Shards listed two at a time. */
export const paging: Meddle = async (call, ask) => {
  if (call.operation !== 'ListShards') return ask(call);
  const [stream, from = 0] = String(call.body.NextToken ?? call.body.StreamName).split('/');
  const answer = await ask({ ...call, body: { StreamName: stream } });
  const shards = listOf(answer, 'Shards');
  const to = Number(from) + 2;
  const next = to < shards.length && { NextToken: `${stream}/${to}` };
  return { ...answer, body: { ...answer.body, Shards: shards.slice(Number(from), to), ...next } };
};

/** Counts calls by what they ask for. */
export function counting(): Meddle & { readonly calls: Map<string, number> } {
  const calls = new Map<string, number>();
  const count: Meddle = (call, ask) => {
    calls.set(call.operation, (calls.get(call.operation) ?? 0) + 1);
    return ask(call);
  };
  return Object.assign(count, { calls });
}

const listOf = ({ body }: Answer, field: string): readonly Body[] => (body[field] ?? []) as readonly Body[];

/** Some entries of a PutRecords are not taken; the others are, and stand in the answer where they stood. */
export const refusing =
  (refuses: (entry: Body, shard: string) => boolean, code = 'ProvisionedThroughputExceededException'): Meddle =>
  async (call, ask) => {
    if (call.operation !== 'PutRecords') return ask(call);
    const entries = call.body.Records as readonly Body[];
    const shards = listOf(await ask({ operation: 'ListShards', body: { StreamName: call.body.StreamName } }), 'Shards');
    const refused = entries.map((entry) => refuses(entry, shardOf(entry, shards)));
    const Records = entries.filter((_, i) => !refused[i]);
    const answer =
      Records.length > 0 ? await ask({ ...call, body: { ...call.body, Records } }) : { status: 200, body: {} };
    if (answer.status !== 200) return answer;
    const taken = [...listOf(answer, 'Records')];
    const all = refused.map((is) => (is ? { ErrorCode: code, ErrorMessage: 'try again' } : (taken.shift() ?? {})));
    return { status: 200, body: { Records: all, FailedRecordCount: refused.filter(Boolean).length } };
  };

/** The open shard that an entry belongs to. */
export function shardOf(entry: Body, shards: readonly Body[]): string {
  const md5 = createHash('md5').update(String(entry.PartitionKey)).digest('hex');
  const hash = BigInt(String(entry.ExplicitHashKey ?? `0x${md5}`));
  const shard = shards.find(({ HashKeyRange, SequenceNumberRange }) => {
    const { StartingHashKey, EndingHashKey } = HashKeyRange as Body;
    if ((SequenceNumberRange as Body).EndingSequenceNumber !== undefined) return false;
    return BigInt(String(StartingHashKey)) <= hash && hash <= BigInt(String(EndingHashKey));
  });
  return String(shard?.ShardId);
}

/** The answers of a call are lost, though it was done. */
export const losing =
  (random: Random, operation: string, chance: number): Meddle =>
  async (call, ask) => {
    const answer = await ask(call);
    return call.operation === operation && random.chance(chance) ? failed('InternalFailure') : answer;
  };
