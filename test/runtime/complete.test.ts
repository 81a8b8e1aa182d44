/** A row says what is missing, until it comes: across shards, splits and merges, and from one window to the next. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldOf } from '../../src/core/pipeline.ts';
import type { Row } from '../../src/core/row.ts';
import { hours, seconds } from '../../src/core/time.ts';
import { count, coverage, dedupe, map, millis, pipeline, rows, tumble, view } from '../../src/index.ts';
import { viewRows } from '../../src/runtime/view.ts';
import { Kept } from '../support/outside.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, type Shard, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

type Told = Row<{ readonly n: number; readonly ids: { readonly complete: boolean; readonly missing: unknown } }>;

/** Trade `id` of symbol k, at ten times its id unless told otherwise. */
const trade = (id: number, time = 10 * id, symbol = 'k') => at(`${symbol}:${id}`, time);
const tick = (time: number) => at('clock:0', time);

/** Windows of a hundred that wait for fifty more. */
function watched() {
  const here = world();
  const shards = new Shards();
  const ids = pipeline('ids')
    .from(shards)
    .pipe(
      map(({ time, key }) => ({ time, symbol: key.split(':')[0] ?? '', id: Number(key.split(':')[1]) })),
      dedupe({ within: seconds(10) }),
      tumble({ size: millis(100), lateness: millis(50), key: 'symbol' }, { n: count(), ids: coverage('id') }),
    )
    .to(view('ids'));
  here.start(ids);
  const read = (range = {}) =>
    Array.fromAsync(viewRows(here.store, { pipeline: 'ids', version: 1 }, foldOf(ids), range)) as Promise<Told[]>;
  const shown = async (range = {}) =>
    (await read(range)).filter(({ key }) => key === 'k').map(({ start, ids, final }) => brief(start, ids, final));
  return { ...here, shards, ids, shown, settle: () => here.clock.sleep(seconds(1)) };
}

const brief = (start: number, { complete, missing }: Told['ids'], final: boolean) =>
  `${start} ${complete ? 'complete' : JSON.stringify(missing)}${final ? '' : ' open'}`;

test('a row names what is missing in its window until it arrives, in whichever shard', async () => {
  const { shards, shown, settle } = watched();
  const [p, q] = [shards.add('p'), shards.add('q')];
  p.append(...trade(1), ...trade(2), ...trade(8));
  q.append(...trade(3), ...trade(5));
  await settle();
  expect(await shown()).toEqual(['0 [[4,4],[6,7]] open']);
  q.append(...trade(6), ...trade(7));
  await settle();
  expect(await shown()).toEqual(['0 [[4,4]] open']);
  p.append(...trade(4), ...trade(4));
  await settle();
  expect(await shown()).toEqual(['0 complete open']);
});

test('what is missing between two windows stands in the later one, until it arrives in either', async () => {
  const { shards, shown, settle } = watched();
  const [p, q] = [shards.add('p'), shards.add('q')];
  p.append(...trade(7), ...trade(8));
  q.append(...trade(12), ...trade(13));
  await settle();
  expect(await shown()).toEqual(['0 complete open', '100 [[9,11]] open']);
  p.append(...trade(9));
  q.append(...trade(11));
  await settle();
  expect(await shown()).toEqual(['0 complete open', '100 [[10,10]] open']);
  q.append(...trade(10));
  await settle();
  expect(await shown()).toEqual(['0 complete open', '100 complete open']);
});

test('the trades of windows that are not there at all are missing in the next one that is', async () => {
  const { shards, shown, settle } = watched();
  shards.add('p', [...trade(5), ...trade(6), ...trade(71), ...trade(72, 720), ...tick(1_000)]);
  await settle();
  expect(await shown()).toEqual(['0 complete', '700 [[7,70]]']);
  expect(await shown({ from: 700 }), 'wherever one begins to read').toEqual(['700 [[7,70]]']);
  expect(await shown({ key: 'k', from: 700, to: 800 })).toEqual(['700 [[7,70]]']);
});

test('a row that is not within a day behind another of its key joins on to none', async () => {
  const { shards, shown, settle } = watched();
  const day = hours(24);
  shards.add('p', [...trade(1, 0), ...trade(5, day), ...trade(9, 2 * day + 100), ...tick(2 * day + 1_000)]);
  await settle();
  const said = ['0 complete', `${day} [[2,4]]`, `${2 * day + 100} complete`];
  expect(await shown()).toEqual(said);
  expect(await shown({ from: day })).toEqual(said.slice(1));
});

test('shards that are split and merged make no gaps, and hide none; a trade that comes twice is a hit', async () => {
  const { shards, shown, settle, store } = watched();
  const end = (shard: Shard, ...children: readonly (readonly [id: string, parents: readonly string[]])[]) =>
    shard.end(children.map(([id, parents]) => ({ id, parents })));
  const p = shards.add('p', [...trade(1), ...trade(2)]);
  end(p, ['p1', ['p']], ['p2', ['p']]);
  const [p1, p2] = [shards.add('p1', [], ['p']), shards.add('p2', [], ['p'])];
  p1.append(...trade(2), ...trade(3), ...trade(13));
  p2.append(...trade(4), ...trade(12));
  await settle();
  expect(await shown()).toEqual(['0 complete open', '100 [[5,11]] open']);
  end(p1, ['m', ['p1', 'p2']]);
  end(p2, ['m', ['p1', 'p2']]);
  shards
    .add(
      'm',
      [5, 6, 7, 8, 9, 4, 10, 13].flatMap((id) => trade(id)),
      ['p1', 'p2'],
    )
    .append(...tick(300));
  await settle();
  expect(await shown()).toEqual(['0 complete', '100 [[11,11]]']);
  expect(await store.counts({ pipeline: 'ids', version: 1 })).toMatchObject({ duplicates: 3, folded: 13 });
});

test('who reads the rows is told the same, page by page, after a restart and from a snapshot', async () => {
  const { shards, ids, settle, clock, start, store } = watched();
  const sink = new Kept<Told>('sink');
  const shard = shards.add('p', [...trade(1), ...trade(4), ...tick(160)]);
  const said = () => sink.written.map(({ value }) => value).filter(({ key }) => key === 'k');
  const brought = () => said().map(({ start, ids, final }) => brief(start, ids, final));
  const reading = start(pipeline('reading').from(rows(ids)).to(sink));
  await settle();
  await reading.stop();
  shard.append(...trade(13, 190), ...trade(15, 210), ...tick(400));
  await settle();
  const again = start(pipeline('reading').from(rows(ids)).to(sink));
  await settle();
  expect(brought()).toEqual(['0 [[2,3]]', '100 [[5,12]]', '200 [[14,14]]']);
  shard.append(...trade(17, 410));
  await settle();
  await again.stop();
  sink.written.length = 0;
  const job = pipeline('job')
    .from(rows(ids, { last: millis(400), open: true }))
    .to(sink);
  let commits = 0;
  const failing = seenThrough(store, (method, make) => {
    if (method !== 'commit' || ++commits !== 2) return make();
    shard.append(...trade(16, 411), ...tick(999));
    return clock.sleep(seconds(1)).then(noAnswer);
  });
  expect(await start(job, { scheduled: 500, store: failing }).ended).toBeUndefined();
  const once = ['100 [[5,12]]', '200 [[14,14]]', '400 [[16,16]] open'];
  expect(brought()).toEqual([...once, ...once]);
  expect(JSON.parse(JSON.stringify(said()[0])), 'printed as it is').toMatchObject({ ids: { missing: [[5, 12]] } });
});

test('an endless log, whose rows are joined when its view is read, keeps nothing of those that have closed', async () => {
  const { shards, store, settle } = watched();
  shards.add('p', [...trade(5), ...trade(71), ...tick(1_000)]);
  await settle();
  const { state } = await store.open({ pipeline: 'ids', version: 1 }, 'p', 'reader');
  expect([...new Set(state.cells.map(({ name }) => name))].sort()).toEqual(['counts', 'dedupe']);
});

test('what a job gives to a sink is what its view shows, over a crash, too', async () => {
  const { start, store, clock } = world();
  const shards = new Shards({ bounded: true, perRead: 2 });
  shards.add(
    'all',
    [1, 2, 5, 14, 15, 17, 38, 39].flatMap((id) => trade(id)),
  );
  const sink = new Kept<Told>('sink');
  const job = pipeline('job')
    .from(shards)
    .pipe(
      map(({ time, key }) => ({ time, symbol: 'k', id: Number(key.split(':')[1]) })),
      tumble({ size: millis(100), lateness: millis(0), key: 'symbol' }, { n: count(), ids: coverage('id') }),
    )
    .to(view('job'), sink);
  let commits = 0;
  const failing = seenThrough(store, (method, make) =>
    method === 'commit' && ++commits === 2 ? clock.sleep(1).then(noAnswer) : make(),
  );
  expect(await start(job, { store: failing, limits: { commitEvery: 0 } }).ended).toBeUndefined();
  const shown = await Array.fromAsync(viewRows(store, { pipeline: 'job', version: 1 }, foldOf(job)));
  const said = (rows: readonly unknown[]) => (rows as Told[]).map(({ start, ids, final }) => brief(start, ids, final));
  expect(said(shown)).toEqual(['0 [[3,4]]', '100 [[6,13],[16,16]]', '300 [[18,37]]']);
  const given = new Map(sink.written.map(({ id, value }) => [id, value]));
  expect(sink.written.length, 'what the crash made it write again').toBeGreaterThan(given.size);
  for (const { id, value } of sink.written) expect(value).toEqual(given.get(id));
  expect(said([...given.values()])).toEqual(said(shown));
});

test('wherever ids are lost, and however they are spread, rows together name just those between first and last', async () => {
  const spread = fc.record({
    lost: fc.uniqueArray(fc.integer({ min: 2, max: 59 })),
    of: fc.array(fc.nat(2), { minLength: 61, maxLength: 61 }),
  });
  await fc.assert(
    fc.asyncProperty(spread, async ({ lost, of }) => {
      const { shards, shown, settle } = watched();
      const all = ['p', 'q', 'r'].map((id) => shards.add(id));
      for (let id = 1; id <= 60; id++) if (!lost.includes(id)) all[of[id] ?? 0]?.append(...trade(id));
      await settle();
      const named = (await shown()).flatMap((row) => JSON.parse(/\[\[.*\]\]/.exec(row)?.[0] ?? '[]') as number[][]);
      const ids = named.flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
      expect(ids).toEqual(lost.toSorted((a, b) => a - b));
    }),
    { numRuns: 30 },
  );
});
