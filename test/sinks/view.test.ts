import { expect, test } from 'vitest';
import { count, days, millis, minutes, pipeline, tumble, view } from '../../src/index.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

/** The starts of the rows that are kept once event time has come to 100, of windows of ten. */
async function left(...views: readonly ReturnType<typeof view>[]): Promise<number[]> {
  const { clock, store, start } = world();
  const shards = new Shards();
  const shard = shards.add('a', at('x', 1, 11, 21, 31, 41, 51, 61, 71, 81, 91));
  const one = pipeline('one')
    .from(shards)
    .pipe(tumble({ size: millis(10), lateness: millis(5), key: 'key' }, { n: count() }));
  start(one.to(...views));
  await clock.sleep(minutes(1));
  shard.append(...at('x', 100));
  await clock.sleep(minutes(1));
  const rows = await Array.fromAsync(store.rows({ pipeline: 'one', version: 1 }));
  return rows.map(({ start }) => start);
}

test('a view keeps a final row for so long after it closed, by event time; open rows stay', async () => {
  expect(await left(view('short', { keep: millis(30) }))).toEqual([60, 70, 80, 90, 100]);
  expect(await left(view('none', { keep: millis(0) }))).toEqual([90, 100]);
});

test('of several views the one that keeps rows for the longest decides', async () => {
  const [short, long] = [view('short', { keep: millis(30) }), view('long', { keep: millis(60) })];
  expect(await left(short, long)).toEqual([30, 40, 50, 60, 70, 80, 90, 100]);
  expect(await left(long, short)).toEqual([30, 40, 50, 60, 70, 80, 90, 100]);
});

test('a view keeps rows for 30 days unless told otherwise', async () => {
  expect(view('all').keep).toBe(days(30));
  expect(await left(view('all'))).toHaveLength(11);
});
