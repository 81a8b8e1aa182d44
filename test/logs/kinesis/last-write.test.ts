import { expect, test } from 'vitest';
import { minutes, seconds } from '../../../src/index.ts';
import { kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { hastyClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import type { Meddle } from '../../support/kinesis/meddling.ts';

const fixture = kinesisFixture();

/** When the stream was written last, as it is found so long after now; and how much was asked for that. */
async function foundAfter(span: number, stream: { readonly name: string }) {
  let asked = 0;
  fixture.service.meddle(async (call, ask) => {
    if (call.operation === 'GetRecords') asked++;
    return ask(call);
  });
  const clock = hastyClock();
  const context = testContext({ clock: { ...clock, now: () => clock.now() + span }, logUrl: fixture.service.logUrl });
  return { at: await kinesis(stream.name).lastWrite?.(context), asked };
}

test('a stream was written last when its last record came, in whatever shard', async () => {
  const stream = await fixture.stream(2);
  expect(await foundAfter(0, stream)).toMatchObject({ at: undefined });
  const before = Date.now() - seconds(2);
  await stream.put(['a', 'b'], 0);
  const first = await foundAfter(0, stream);
  expect(first.at).toBeGreaterThan(before);
  expect(first.at).toBeLessThanOrEqual(Date.now() + seconds(1));
  expect(first.asked, 'a record of each shard').toBe(2);
  await stream.put(['c'], 1);
  const { at = 0, asked } = await foundAfter(minutes(45), stream);
  expect(Math.abs(at - Date.now())).toBeLessThan(seconds(10));
  expect(asked).toBeLessThan(50);
});

/** A stream of one shard that holds records of these times, as the service would tell of it. */
const holding =
  (arrivals: readonly number[]): Meddle =>
  async (call, ask) => {
    if (call.operation === 'GetShardIterator')
      return { status: 200, body: { ShardIterator: `${call.body.Timestamp}` } };
    if (call.operation !== 'GetRecords') return ask(call);
    const from = Number(call.body.ShardIterator) * 1_000;
    const first = arrivals.filter((at) => at >= from).sort((a, b) => a - b)[0];
    const record = {
      Data: '',
      PartitionKey: 'x',
      SequenceNumber: '1',
      ApproximateArrivalTimestamp: Number(first) / 1_000,
    };
    const Records = first === undefined ? [] : [record];
    return { status: 200, body: { Records, NextShardIterator: 'next', MillisBehindLatest: 0 } };
  };

test.each([
  [[30], 30, 30],
  [[59, 20], 20, 60],
  [[300, 90], 90, 100],
  [[7_000, 6_000, 5_000, 610], 610, 620],
  [[80_000, 40_000], 40_000, 40_010],
  [[5_000_000], 5_000_000, 5_000_000],
])('of records that came %j seconds ago the last one is found', async (ago, least, most) => {
  const stream = await fixture.stream();
  const now = Date.UTC(2024, 7, 8, 12);
  fixture.service.meddle(holding(ago.map((span) => now - seconds(span))));
  const clock = { ...hastyClock(), now: () => now };
  const at = await kinesis(stream.name).lastWrite?.(testContext({ clock, logUrl: fixture.service.logUrl }));
  const found = (now - (at ?? 0)) / 1_000;
  expect(found).toBeGreaterThanOrEqual(least);
  expect(found).toBeLessThanOrEqual(most);
});
