import type { Meddle } from './meddling.ts';

/** Kinesalite never answers who asks for an iterator at a time that no record has reached; the service says: the end. */
export const mended: Meddle = async (call, ask) => {
  const { ShardIteratorType: type, Timestamp: time, ...shard } = call.body;
  if (call.operation !== 'GetShardIterator' || type !== 'AT_TIMESTAMP') return ask(call);
  const iterator = (type: string) => ask({ ...call, body: { ...shard, ShardIteratorType: type } });
  // The end first, and then whether there was anything before it: what is put in between is behind that end.
  const end = await iterator('LATEST');
  const { body } = await iterator('TRIM_HORIZON');
  const all = await ask({ operation: 'GetRecords', body: { ShardIterator: body.ShardIterator } });
  const records = (all.body.Records ?? []) as readonly { readonly ApproximateArrivalTimestamp: number }[];
  const some = records.some(({ ApproximateArrivalTimestamp: at }) => at >= Number(time));
  return some ? ask(call) : end;
};
