import { expect, test } from 'vitest';
import type { Read } from '../../src/core/record.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { count, map, pipeline, tumble, view } from '../../src/index.ts';
import { LIMITS, type Limits } from '../../src/runtime/task-spec.ts';
import { Kept } from '../support/outside.ts';
import { seenThrough } from '../support/seen-store.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

/** No limit that is ever reached, so that one alone decides. */
const NONE: Limits = {
  commitEvery: seconds(1_000),
  pauseAfter: seconds(1_000),
  verifyEvery: seconds(1_000),
  dirtyMax: Number.POSITIVE_INFINITY,
  outputsMax: Number.POSITIVE_INFINITY,
  bytesMax: Number.POSITIVE_INFINITY,
};

const refuse = (): never => {
  throw new Error('not this one');
};

/** A pipeline that writes what it reads, rejects it, or keeps rows of it: when it commits, and how many records each time. */
async function committing(limits: Partial<Limits>, kind: 'writes' | 'rejects' | 'keeps rows' = 'writes') {
  const { clock, store: base, start } = world();
  const shards = new Shards();
  const shard = shards.add('a');
  const from = pipeline('one').from(shards);
  const one =
    kind === 'keeps rows'
      ? from.pipe(tumble({ size: seconds(1), lateness: minutes(1), key: 'key' }, { n: count() })).to(view('rows'))
      : kind === 'rejects'
        ? from.pipe(map(refuse)).to(new Kept('sink'))
        : from.to(new Kept('sink'));
  const times: number[] = [];
  const store = seenThrough(base, (method, make) => {
    if (method === 'commit') times.push(clock.now());
    return make();
  });
  const { progress } = start(one, { store, limits: { ...NONE, ...limits } });
  await clock.sleep(1_000);
  return { clock, shard, times, records: () => progress.map(({ records }) => records) };
}

test('a commit is due when the log has been silent for as long as a pause', async () => {
  const { clock, shard, times, records } = await committing({ pauseAfter: 20 });
  for (const time of [0, 15, 15]) {
    await clock.sleep(time);
    shard.append(...at('x', 1));
  }
  await clock.sleep(minutes(1));
  expect(times).toEqual([1_050]);
  expect(records()).toEqual([3]);
});

test('a commit is due when its first read is old enough, also while the log goes on', async () => {
  const { clock, shard, times, records } = await committing({ commitEvery: 250, pauseAfter: 20 });
  for (let i = 0; i < 80; i++) {
    shard.append(...at('x', 1));
    await clock.sleep(10);
  }
  expect(times).toHaveLength(3);
  times.forEach((time, i) => {
    const since = time - (times[i - 1] ?? 1_000);
    expect([250, 260]).toContain(since);
  });
  await clock.sleep(minutes(1));
  expect(records().reduce((all, n) => all + n)).toBe(80);
});

test('a commit is due when its first read is old enough, also where that is sooner than a pause', async () => {
  const { clock, shard, times } = await committing({ commitEvery: 250 });
  shard.append(...at('x', 1));
  await clock.sleep(minutes(1));
  expect(times).toEqual([1_250]);
});

test('a commit is due when enough rows and cells wait to be written', async () => {
  const { clock, shard, times } = await committing({ dirtyMax: 10 }, 'keeps rows');
  const keys = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => at(String(from + i), 1)).flat();
  shard.append(...keys(0, 5));
  await clock.sleep(minutes(1));
  shard.append(...keys(0, 5));
  await clock.sleep(minutes(1));
  expect(times, 'the same rows again are no more to write').toEqual([]);
  shard.append(...keys(5, 9));
  await clock.sleep(minutes(1));
  expect(times).toEqual([1_000 + minutes(2)]);
});

test('a commit is due when enough dead letters wait to be written', async () => {
  const { clock, shard, times, records } = await committing({ dirtyMax: 25 }, 'rejects');
  for (let i = 0; i < 7; i++) {
    shard.append(...at('x', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    await clock.sleep(1_000);
  }
  expect(times).toEqual([3_000, 6_000]);
  expect(records()).toEqual([30, 30]);
});

test('a commit is due when enough outputs wait to be written', async () => {
  const { clock, shard, times, records } = await committing({ outputsMax: 3 });
  for (let i = 0; i < 7; i++) {
    shard.append(...at('x', 1));
    await clock.sleep(1_000);
  }
  expect(times).toEqual([3_000, 6_000]);
  expect(records()).toEqual([3, 3]);
});

test('a commit is due when the partition is over', async () => {
  const { clock, shard, times, records } = await committing({});
  shard.append(...at('x', 1));
  await clock.sleep(1_000);
  shard.end();
  await clock.sleep(1_000);
  expect(times).toEqual([2_000]);
  expect(records()).toEqual([1]);
});

/** When a pipeline commits whose reads hold one event each, and come once a second from 1 s on, changed like that. */
async function committingReads(limits: Partial<Limits>, change: Partial<Read<never>>) {
  const { clock, store: base, start } = world();
  const shards = new Shards();
  const shard = shards.add('a');
  let reads = 0;
  const next = async () => {
    if (++reads > 7) await new Promise(() => {});
    await clock.sleep(1_000);
    const [position, items] = [String(reads), at('x', 1)];
    return { items, position, positionOf: () => position, ...change };
  };
  shard.open = async () => ({ next, close: async () => {} });
  const times: number[] = [];
  const store = seenThrough(base, (method, make) => {
    if (method === 'commit') times.push(clock.now());
    return make();
  });
  start(pipeline('one').from(shards).to(new Kept('sink')), { store, limits: { ...NONE, ...limits } });
  await clock.sleep(minutes(1));
  return times;
}

test('a commit is due when enough bytes were read, counted anew behind each', async () => {
  expect(await committingReads({ bytesMax: 30 }, { bytes: 10 })).toEqual([3_000, 6_000]);
});

test('a commit is due at once when it was chosen where to begin', async () => {
  expect(await committingReads({}, { chose: true, items: [] })).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map((second) => second * 1_000),
  );
});

test('a read of nothing that only moves the position is committed', async () => {
  const { clock, store, start } = world();
  const shards = new Shards();
  const shard = shards.add('a');
  let reads = 0;
  const next = async () => {
    if (++reads > 1) await new Promise(() => {});
    return { items: [], position: '7', positionOf: () => '7' };
  };
  shard.open = async () => ({ next, close: async () => {} });
  start(pipeline('one').from(shards).to(new Kept('sink')));
  await clock.sleep(1_000);
  expect(await store.roster({ pipeline: 'one', version: 1 })).toMatchObject([{ position: '7', commits: 1 }]);
});

test('nothing is committed while nothing comes, however long that is', async () => {
  const { clock, times } = await committing(LIMITS);
  await clock.sleep(minutes(10));
  expect(times).toEqual([]);
});
