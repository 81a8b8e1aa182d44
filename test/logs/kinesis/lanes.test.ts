import { expect, test } from 'vitest';
import type { Entry } from '../../../src/logs/kinesis/entry.ts';
import { Lanes } from '../../../src/logs/kinesis/lanes.ts';
import { Routes } from '../../../src/logs/kinesis/routes.ts';
import { REQUEST_MAX } from '../../../src/logs/kinesis/write-options.ts';
import { testClock } from '../../support/clock.ts';

const HALF = 2n ** 127n;
const routes = new Routes(
  'any',
  [0n, HALF].map((from, i) => ({
    ShardId: `shard-${i}`,
    HashKeyRange: { StartingHashKey: String(from), EndingHashKey: String(from + HALF - 1n) },
    SequenceNumberRange: { StartingSequenceNumber: '1' },
  })),
);
const trade = (key: string, shard: number): Entry => {
  return { data: Buffer.from(key), key, explicit: String(BigInt(shard) * HALF), inOrder: false };
};
const tick: Entry = { data: Buffer.from('tick'), key: 'tick', explicit: undefined, inOrder: false, told: new Set() };

test('a tick waits in every lane until all that stands before it is there, for two may end in one shard', () => {
  const lanes = new Lanes(testClock(), REQUEST_MAX);
  for (const [order, entry] of [trade('a', 0), tick, trade('b', 1)].entries()) lanes.add(entry, order, routes);
  const first = lanes.take();
  expect(first.map(({ entry, lane }) => `${entry.key} ${lane.shard}`)).toEqual(['a shard-0']);
  expect(lanes.wait(), 'nothing may go meanwhile').toBeUndefined();
  lanes.landed(first);
  const ticks = lanes.take();
  expect(ticks.map(({ entry, lane }) => `${entry.key} ${lane.shard}`).sort()).toEqual(['tick shard-0', 'tick shard-1']);
  lanes.landed(ticks);
  expect(lanes.take().map(({ entry }) => entry.key)).toEqual(['b']);
});
