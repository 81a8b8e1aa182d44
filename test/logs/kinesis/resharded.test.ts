/** A pipeline over a stream that is cut anew while it runs and while it is down, against a plain fold of what was put. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { foldOf } from '../../../src/core/pipeline.ts';
import { viewRows } from '../../../src/runtime/view.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { fastClock } from '../../support/clock.ts';
import { emptying, expiring, lagging, shortening, telling, throttling } from '../../support/kinesis/faults.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { Producer, read, sumsOf } from '../../support/kinesis/producer.ts';
import { shardId } from '../../support/kinesis/streams.ts';
import { random } from '../../support/random.ts';
import { world } from '../../support/world.ts';

const fixture = kinesisFixture();
const scope = { pipeline: 'sums', version: 1 };
const SPACE = 2n ** 128n;

test.each([
  ['start', 1],
  ['start', 2],
  ['latest', 3],
  ['latest', 4],
] as const)('from %s, splits and merges change no row, make none late, lose nothing (seed %d)', async (from, seed) => {
  const chance = random(seed);
  const stream = await fixture.stream(3);
  const producer = new Producer(stream, chance);
  const clock = fastClock(10);
  const store = memoryStore({ clock });
  const sums = sumsOf(stream.name, from);
  const options = { store, clock, logUrl: fixture.service.logUrl };
  fixture.service.meddle(
    throttling(chance, 0.02),
    expiring(chance, 0.05),
    emptying(chance, 0.1),
    shortening(chance),
    lagging,
    ...(seed % 2 === 1 ? [telling(stream.name)] : []),
  );

  if (from === 'latest') await new Producer(stream, chance).put(20);
  else await producer.put(60);
  const first = world().start(sums, options);
  // Each shard has told its place.
  if (from === 'latest') {
    const chosen = async () => (await store.roster(scope)).filter(({ position }) => position !== undefined);
    while ((await chosen()).length < 3) await setTimeout(2);
    await producer.put(60);
  }
  await read(30, store);
  await stream.split(0, SPACE / 6n);
  await producer.put(60);
  await read(producer.records, store);
  await stream.merge(1, 2);
  await producer.put(60);
  await read(producer.records - 20, store);
  if (seed % 2 === 1) expect(await first.stop()).toBeUndefined();
  else first.kill();

  await stream.split(5, SPACE - SPACE / 3n);
  await producer.put(60);
  const second = world().start(sums, options);
  await read(producer.records, store);
  expect(await second.stop()).toBeUndefined();

  expect(await Array.fromAsync(viewRows(store, scope, foldOf(sums)))).toMatchObject(producer.rows());
  expect(await store.deadLetters('sums', { limit: 10 })).toEqual([]);
  const { records, folded, duplicates } = await store.counts(scope);
  expect({ records, folded, duplicates }).toEqual({
    records: producer.records,
    folded: producer.trades.length,
    duplicates: producer.records - producer.trades.length,
  });
  const roster = await store.roster(scope);
  expect(
    roster
      .filter(({ ended }) => ended)
      .map(({ partition }) => partition)
      .sort(),
  ).toEqual([0, 1, 2, 5].map(shardId));
  expect(
    roster
      .filter(({ ended }) => !ended)
      .map(({ partition }) => partition)
      .sort(),
  ).toEqual([3, 4, 6, 7].map(shardId));
});
