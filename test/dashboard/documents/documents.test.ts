/** Goal: what a page shows is what is in the store, now and then. Method: the pipelines themselves, over a messy log. */
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import candles from '../../../pipelines/candles.ts';
import usdPerMinute from '../../../pipelines/usd-per-minute.ts';
import { PipelineError, WorldError } from '../../../src/core/errors.ts';
import type { Pipeline } from '../../../src/core/pipeline.ts';
import { silent } from '../../../src/core/silent.ts';
import { minutes } from '../../../src/core/time.ts';
import type { Document, Params } from '../../../src/dashboard/documents/document.ts';
import { overview } from '../../../src/dashboard/documents/overview.ts';
import { stats } from '../../../src/dashboard/documents/stats.ts';
import { symbol } from '../../../src/dashboard/documents/symbol.ts';
import type { OverviewDocument, SymbolDocument } from '../../../src/dashboard/documents/view-shapes.ts';
import { worldOf } from '../../../src/dashboard/world.ts';
import { count, file, parse, pipeline, total, trade, view } from '../../../src/index.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { sqliteStore } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { type Item, PAUSE } from '../../../src/testing.ts';
import { drawn } from '../../../src/views/drawn.ts';
import { keptIn, timeOf } from '../../../src/views/kept-view.ts';
import { seen } from '../../../src/views/seen.ts';
import { fold, tradeLog } from '../../support/folded.ts';
import { folderPerTest, IN_MEMORY } from '../../support/folder.ts';
import { NOON } from '../../support/market.ts';
import { noAnswer, seenThrough } from '../../support/seen-store.ts';

const folder = folderPerTest(IN_MEMORY);
const clock = virtualClock(NOON);
const BOTH = [usdPerMinute, candles];

/** A dashboard's world of this store, that has not looked at it yet. */
const afresh = (store: Store, pipelines: readonly Pipeline[] = BOTH) =>
  worldOf({ store, storeName: 'memory:', clock, logger: silent, pipelines, unloaded: [] });

const json = async (document: Document, world: ReturnType<typeof afresh>, params: Params = {}) =>
  JSON.parse(JSON.stringify(await document.read(world, params)));
const shown = (store: Store, params: Params = {}, pipelines?: readonly Pipeline[]): Promise<OverviewDocument> =>
  json(overview, afresh(store, pipelines), params);
const symbolShown = (store: Store, params: Params): Promise<SymbolDocument> => json(symbol, afresh(store), params);

async function folded(length: number): Promise<Store> {
  const store = memoryStore({ clock });
  for (const one of BOTH) await fold(one, tradeLog(length), { store, clock });
  return store;
}

test.each(['memory', 'sqlite'])('of a store in %s what is looked at all along is what is there', async (kind) => {
  const store = kind === 'memory' ? memoryStore({ clock }) : await sqliteStore(join(folder, 's.db'), { clock });
  const world = afresh(store);
  const commit = store.commit.bind(store);
  let commits = 0;
  store.commit = async (written) => {
    const committed = await commit(written);
    commits++;
    expect(await json(overview, world)).toEqual(await shown(store));
    return committed;
  };
  const log: readonly Item[] = tradeLog(4).flatMap((item, i) => (i % 20 === 19 ? [item, PAUSE] : [item]));
  for (const part of [30, 100, log.length]) {
    for (const one of BOTH) await fold(one, log.slice(0, part), { store, clock, batch: 25 });
    expect(await json(symbol, world, { key: 'BTCUSDT' })).toEqual(await symbolShown(store, { key: 'BTCUSDT' }));
  }
  expect(commits).toBeGreaterThan(12);
  const { views, keys, key, charts, past } = await shown(store);
  expect(views).toMatchObject([
    { name: 'usd-per-minute', state: 'stalled', windows: { open: 1, final: 3 } },
    { name: 'candles', state: 'stalled', windows: { open: 1, final: 3 } },
  ]);
  expect(views[0]?.why).toBe('Nobody runs usd-per-minute: "millrace run usd-per-minute".');
  await store.lease('candles', 'somebody', minutes(1));
  expect((await shown(store)).views).toMatchObject([{ state: 'stalled' }, { state: 'live' }]);
  expect({ keys, key }).toEqual({ keys: ['BTCUSDT', 'ETHBTC', 'ETHUSDT'], key: expect.stringMatching(/^(BTC|ETH)/) });
  expect(charts.map(({ name, key: of }) => (of ? `${name} of ${of}` : name))).toEqual([
    ...['usd-by-symbol', 'units-by-symbol', 'trades-and-usd', 'usd-over-time', `candles of ${key}`],
  ]);
  expect(past).toEqual({ from: NOON + 65_000, to: NOON + 185_000, step: minutes(1) });
  await store.close();
});

test('of an instant it is the same each time, and what a chart of then is', async () => {
  const store = await folded(4);
  const at = NOON + 130_000;
  const then = await shown(store, { at: '2024-08-08T12:02:10Z' });
  await fold(usdPerMinute, tradeLog(6), { store, clock });
  const { past: _then, ...same } = then;
  const { past: _now, ...again } = await shown(store, { at: `${at}` });
  expect(again).toEqual(same);
  expect(then).toMatchObject({ at, views: [{ windows: { open: 0, final: 2 } }, { windows: { open: 0, final: 2 } }] });

  const kept = await keptIn(store, usdPerMinute);
  if (!kept) throw new Error('it has run');
  const now = await timeOf(kept, clock);
  const of = await seen('usd-per-minute', kept, { range: {}, last: minutes(60), at, now });
  const title = 'US dollars in each minute';
  const chart = await drawn('usd-per-minute', kept, of, { type: 'columns', field: 'value', title });
  expect(then.charts.find(({ name }) => name === 'usd-over-time')).toMatchObject({ spec: chart.spec, alt: chart.alt });
});

test('an instant that is not known is said of the views, and not of what can be looked back to', async () => {
  const store = await folded(4);
  const { past } = await shown(store);
  const early = await shown(store, { at: `${NOON}` });
  expect(early.views).toMatchObject([
    { state: 'empty', why: 'usd-per-minute had no final rows then.' },
    { state: 'empty', why: 'candles had no final rows then.' },
  ]);
  const future = await shown(store, { at: '2030-01-01' });
  expect(future.views[0]).toMatchObject({ state: 'empty', why: expect.stringMatching(/not known yet/) });
  expect(future.charts[0]?.alt).toMatch(/not known yet/);
  expect([early.past, future.past]).toEqual([past, past]);
  await expect(shown(store, { at: '12:00' })).rejects.toThrow('at is no moment. Wanted a day and a time such as');
  await expect(shown(store, { at: '2024-02-30' })).rejects.toThrow('at names a day that there is not.');
});

test('what has not run, has read nothing or is another one now is said, beside what is there', async () => {
  const store = memoryStore({ clock });
  const before = await shown(store);
  const unrun = 'usd-per-minute has not run here yet: "millrace run usd-per-minute".';
  expect(before).toMatchObject({ keys: [], key: null, past: null, views: [{ state: 'empty', why: unrun }, {}] });
  expect(before.charts[0]).toMatchObject({ alt: `usd-per-minute: ${unrun}` });

  await fold(usdPerMinute, ['rubbish'], { store, clock });
  await fold(candles, tradeLog(2), { store, clock });
  const changed = { ...candles, options: { version: 2 } };
  const after = await shown(store, {}, [usdPerMinute, changed]);
  expect(after.views).toMatchObject([
    {
      state: 'empty',
      updated: null,
      why: expect.stringMatching(/has no rows.*; 1 set aside: millrace dead usd-per-m/),
    },
    {
      state: 'broken',
      updated: null,
      why: expect.stringMatching(/another candles \(version 1\).*start the dashboard anew.*--rebuild/),
    },
  ]);
  await clock.sleep(minutes(1));
  expect(await shown(store, {}, [usdPerMinute, changed]), 'time alone changes nothing').toEqual(after);
  expect(await shown(store)).toMatchObject({ views: [{ state: 'empty' }, { state: 'stalled' }], key: 'BTCUSDT' });
});

test('a job is of its last run, and of no instant before', async () => {
  const job = pipeline('all')
    .from(file('crypto.ndjson', { end: true }))
    .pipe(parse(trade), total({ key: 'symbol' }, { n: count() }))
    .to(view('all', { charts: { 'all-by-symbol': { type: 'bar', field: 'n' } } }));
  const store = memoryStore({ clock });
  for (const length of [2, 1]) {
    await fold(job, tradeLog(length), { store, clock });
    const { views, charts, past } = await shown(store, {}, [job]);
    expect({ views, past }).toMatchObject({ past: null, views: [{ state: 'ended', windows: { open: 0, final: 1 } }] });
    expect(charts[0]?.title).toBe('all, n');
  }
  const then = await shown(store, { at: `${NOON + 1}` }, [job]);
  expect(then.views[0]).toMatchObject({ state: 'empty', why: expect.stringMatching(/of a job.*no instant before/) });
});

test('a chart that throws says so in its place, and the others are drawn', async () => {
  const store = await folded(40);
  const kept = usdPerMinute.destinations.find((one) => one.kind === 'view') ?? view('usd-per-minute');
  const broken = () => {
    throw new Error('I am broken');
  };
  const charts = {
    ...kept.charts,
    throws: { by: 'key', draw: broken },
    untitled: { type: 'bar', field: 'units', title: broken },
    nothing: { by: 'key', draw: () => undefined as never },
  } as const;
  const own: Pipeline = { ...usdPerMinute, destinations: [{ ...kept, charts }] };
  const { charts: drawn } = await shown(store, {}, [own]);
  const said = drawn.map(({ name, alt }) => [name, alt]);
  expect(Object.fromEntries(said)).toMatchObject({
    throws: expect.stringMatching(/: throws throws: I am broken \(.*documents\.test\.ts:\d+\)$/),
    untitled: expect.stringMatching(/untitled throws: I am broken/),
    nothing: expect.stringMatching(/: The draw of a chart of usd-per-minute gave undefined, wanted a chart\.$/),
    'usd-by-symbol': expect.stringMatching(/transactions worth/),
  });
});

test('a store that cannot be read is no matter of one view', async () => {
  const store = await folded(2);
  for (const method of ['registered', 'roster']) {
    const away = seenThrough(store, (called, make) => (called === method ? noAnswer() : make()));
    await expect(shown(away)).rejects.toThrow(WorldError);
    await expect(symbolShown(away, { key: 'BTCUSDT' })).rejects.toThrow(WorldError);
  }
});

test('of one symbol there are its charts over time, its closing prices, and its last rows, exact', async () => {
  const store = await folded(25);
  const page = await symbolShown(store, { key: 'ETHBTC' });
  expect(page.charts.map(({ name, key, title }) => [name, key, title])).toEqual([
    ['usd-over-time', 'ETHBTC', 'ETHBTC, US dollars in each minute'],
    ['candles', 'ETHBTC', 'ETHBTC, candles of a minute'],
  ]);
  expect(page).toMatchObject({ key: 'ETHBTC', keys: ['BTCUSDT', 'ETHBTC', 'ETHUSDT'], past: { step: minutes(1) } });
  expect(page.stats).toEqual({
    ...{ symbol: 'ETHBTC', from: NOON, to: NOON + minutes(25), candles: 25 },
    ...{ min: 0.05000001, mean: 0.05000001, max: 0.05000001, last: 0.05000001 },
  });
  for (const at of ['2024-08-08T12:07:00Z', '2024-08-08T12:07:05Z', undefined]) {
    const { stats: shownStats } = await symbolShown(store, { key: 'BTCUSDT', ...(at && { at }) });
    expect(shownStats).toEqual(await stats(afresh(store), 'BTCUSDT', at ? Date.parse(at) : undefined));
  }
  const [usd, minute] = page.rows;
  expect(usd?.columns).toEqual(['start', 'end', 'trades', 'units', 'value', 'unpriced']);
  expect(usd?.rows.map(({ cells }) => cells[0])).toEqual(
    Array.from({ length: 20 }, (_, i) => new Date(NOON + minutes(24 - i)).toISOString()),
  );
  expect(usd?.rows.map(({ final }) => final)).toEqual([false, ...Array(19).fill(true)]);
  expect(usd?.rows[1]?.cells[4]).toMatch(/^\d+\.\d{5,8}$/);
  expect(minute?.columns).toEqual(expect.arrayContaining(['vwap', 'price.open', 'price.close']));
});

test('a store that was deleted is said once, and not of each view', async () => {
  const path = join(folder, 'deleted.db');
  const store = await sqliteStore(path, { clock });
  await fold(candles, tradeLog(2), { store, clock });
  await unlink(path);
  const gone = { code: 'MOVED', message: expect.stringContaining('Start this process again') };
  await expect(shown(store)).rejects.toMatchObject(gone);
  await expect(symbolShown(store, { key: 'BTCUSDT' })).rejects.toMatchObject(gone);
  await store.close();
});

test('a symbol that there is not is missing, one that had nothing then is not', async () => {
  const store = await folded(3);
  const missing = symbolShown(store, { key: 'nope' });
  await expect(missing).rejects.toThrow(
    'There is no nope as far back as is shown. There is: BTCUSDT, ETHBTC, ETHUSDT.',
  );
  await expect(missing).rejects.toMatchObject({ code: 'MISSING' });
  await expect(symbolShown(store, {})).rejects.toThrow(PipelineError);
  const early = await symbolShown(store, { key: 'BTCUSDT', at: `${NOON}` });
  expect(early).toMatchObject({ key: 'BTCUSDT', keys: [], stats: null, at: NOON });
  expect(early.charts[0]?.alt).toMatch(/had no final rows/);
  const empty = await symbolShown(memoryStore({ clock }), { key: 'BTCUSDT' });
  expect(empty).toMatchObject({ stats: null, rows: [], views: [{ state: 'empty' }, { state: 'empty' }] });
});

test('documents follow each pipeline whose commits may change them, once', () => {
  const world = afresh(memoryStore({ clock }));
  expect(overview.follows(world, {})).toEqual(['usd-per-minute', 'candles']);
  expect(symbol.follows(world, { key: 'BTCUSDT' })).toEqual(['usd-per-minute', 'candles']);
});
