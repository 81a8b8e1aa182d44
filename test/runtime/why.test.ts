import { expect, test } from 'vitest';
import type { Decoder } from '../../src/core/decoder.ts';
import { END_OF_TIME, seconds } from '../../src/core/time.ts';
import {
  count,
  coverage,
  days,
  dedupe,
  map,
  millis,
  missing,
  parse,
  pipeline,
  rows,
  sum,
  trade,
  tumble,
  usd,
  view,
} from '../../src/index.ts';
import { holdingOf } from '../../src/runtime/holding.ts';
import { resultsOf, why } from '../../src/runtime/why.ts';
import { perTen } from '../sources/windows.ts';
import { type Shard, sharded } from '../support/ended-shards.ts';
import { NOON, tickAt, tradeAt } from '../support/market.ts';
import { seenThrough } from '../support/seen-store.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

const scope = { pipeline: 'per-ten', version: 1 };

/** A pipeline that counts in windows of ten; `ask` asks why. */
function counting(keep = days(1)) {
  const here = world();
  const shards = new Shards();
  const tens = perTen(shards, { keep });
  here.start(tens);
  const ask = (key: string, time: number) => why(here.store, scope, tens, key, time);
  return { ...here, shards, tens, ask, settle: () => here.clock.sleep(seconds(1)) };
}

test('a row is told with its parts, the positions and watermarks, and who holds it back by how much', async () => {
  const { shards, ask, settle } = counting();
  const [p, q] = [shards.add('p'), shards.add('q')];
  shards.add('r');
  p.append(...at('a', 1, 2, 15));
  q.append(...at('a', 3, 7));
  await settle();
  const open = await ask('a', 4);
  expect(open.window).toEqual({ key: 'a', start: 0, end: 10, closes: 10, final: false });
  expect(open.row && resultsOf(open.row)).toEqual({ n: 4 });
  expect(open.partitions).toMatchObject([
    { partition: 'p', part: 'has passed it', short: null, watermark: 15, position: '3', partial: { n: 2 } },
    { partition: 'q', part: 'holds it back', short: 3, watermark: 7, position: '2', partial: { n: 2 } },
    { partition: 'r', part: 'holds it back', short: null, position: null, partial: null },
  ]);
  expect(open.partitions[0]?.counts).toMatchObject({ records: 3, folded: 3 });
  expect(open).toMatchObject({ absent: null, counts: { records: 5, folded: 5 }, used: [] });
  shards.add('s', [], ['q']);
  q.end([{ id: 's', parents: ['q'] }]);
  shards.add('t', at('b', 31), ['r']);
  await settle();
  expect((await ask('a', 0)).partitions.map(({ partition, part, short }) => [partition, part, short])).toEqual([
    ['p', 'has passed it', null],
    ['q', 'has ended', null],
    ['r', 'holds it back', null],
    ['s', 'holds it back', 3],
    ['t', 'waits for its parents', null],
  ]);
});

test('whether a row is complete is told of the row, not of the parts of its partitions', async () => {
  const { store, start, clock } = world();
  const shards = new Shards();
  shards.add('p', [...at('1', 1), ...at('3', 3)]);
  shards.add('q', at('2', 2));
  const ids = pipeline('per-ten')
    .from(shards)
    .pipe(
      map(({ time, key }) => ({ time, id: Number(key) })),
      tumble({ size: millis(10), lateness: millis(0), key: () => 'k' }, { n: count(), ids: coverage('id') }),
    )
    .to(view('tens'));
  start(ids);
  await clock.sleep(seconds(1));
  const { row, partitions } = await why(store, scope, ids, 'k', 5);
  expect(row).toMatchObject({ ids: { complete: true, missing: [] } });
  expect(partitions.map(({ partial }) => partial)).toEqual([{ n: 2 }, { n: 1 }]);
});

test('a final row is told to be so, and asking takes nothing from who runs the pipeline', async () => {
  const { shards, ask, settle, store } = counting();
  const p = shards.add('p', at('a', 1, 12));
  await settle();
  expect((await ask('a', 9)).window.final).toBe(true);
  const before = await store.head(scope, 'p');
  p.append(...at('a', 22));
  await settle();
  expect(await store.head(scope, 'p')).toEqual({ ...before, commits: before.commits + 1 });
});

test('a row that is not there is told why, with the nearest that are', async () => {
  const { shards, ask, settle } = counting(millis(60));
  const absent = async (key: string, time: number) => (await ask(key, time)).absent;
  expect((await absent('a', 5))?.reason).toBe('The view has no rows yet.');
  const p = shards.add('p', [...at('a', 21), ...at('b', 33), ...at('a', 45), ...at('c', 51)]);
  await settle();
  expect(await absent('a', 35)).toEqual({
    reason: 'No event of a fell into it; of other keys there are: b.',
    before: 20,
    after: 40,
  });
  expect(await absent('x', 35)).toMatchObject({ reason: expect.stringContaining('nor into any other that is kept') });
  expect(await absent('a', 5)).toEqual({
    reason: 'It is before the first: the first window of the view starts at 1970-01-01T00:00:00.020Z.',
    before: null,
    after: 20,
  });
  expect(await absent('a', 99)).toEqual({
    reason: 'It has not begun: event time has come to 1970-01-01T00:00:00.051Z.',
    before: 40,
    after: null,
  });
  p.append(...at('c', 111));
  await settle();
  expect(await absent('a', 25)).toMatchObject({ reason: expect.stringMatching(/^It is forgotten, if it ever was/) });
  expect(await absent('x', 75)).toEqual({
    reason: 'No event of any key fell into it. Keys that there are: c.',
    before: null,
    after: null,
  });
});

test('a row that is not there is judged to the millisecond', async () => {
  const { shards, ask, settle } = counting(millis(60));
  const reason = async (key: string, time: number) => (await ask(key, time)).absent?.reason;
  const p = shards.add('p', at('b', 10, 30));
  await settle();
  expect(await reason('a', 30), 'it began with the last event').toMatch(/^No event of a fell into it/);
  expect(await reason('a', 20), 'it closed with the last event').toBe(
    'No event of any key fell into it. Keys that there are: b.',
  );
  p.append(...at('b', 89, 141));
  await settle();
  expect(await reason('b', 10), 'the first that is forgotten').toMatch(/^It is forgotten/);
  expect(await reason('b', 30), 'the last one').toMatch(/^It is forgotten/);
  expect((await ask('b', 89)).row).not.toBeNull();
});

test('a partition that has come to the closing of a window has passed it', () => {
  const one = { parents: [], position: undefined, ended: false, commits: 1 };
  const roster = [9, 10].map((watermark) => ({ ...one, partition: `at ${watermark}`, watermark }));
  expect(holdingOf(roster, 10)).toEqual([
    { partition: 'at 9', part: 'holds it back', short: 1 },
    { partition: 'at 10', part: 'has passed it', short: null },
  ]);
  const total = holdingOf(roster, END_OF_TIME);
  expect(
    total.map(({ short }) => short),
    'a total closes with its source',
  ).toEqual([null, null]);
});

interface Made {
  readonly symbol: string;
  readonly id: number;
  readonly time: number;
}
const made: Decoder<Made> = {
  name: 'made',
  timeOf: ({ time }) => time,
  decode: ({ data }) => JSON.parse(new TextDecoder().decode(data)) as Made,
};
const item = (symbol: string, id: number, time: number) => ({ symbol, id, time });

/** What is set aside in a log of one shard, and where it would have fallen. */
async function setAside(items: Shard['items']) {
  const { store, start, clock } = world();
  const windows = pipeline('per-ten')
    .from(sharded([{ id: 'p', items }]))
    .pipe(
      parse(made),
      dedupe({ within: millis(50) }),
      map((event) => ({ ...event, symbol: event.symbol.toUpperCase() })),
      tumble({ size: millis(10), lateness: millis(5), key: 'symbol' }, { n: count() }),
    )
    .to(view('tens'));
  start(windows);
  await clock.sleep(seconds(1));
  return (key: string, time: number) => why(store, scope, windows, key, time);
}

test('what was set aside is counted where it would have fallen; what nothing decodes is said', async () => {
  const ask = await setAside([
    item('a', 1, 1),
    item('a', 2, 21),
    item('a', 3, 9),
    item('b', 1, 9),
    item('a', 2, 21),
    item('a', 4, 99),
    item('a', 5, 8),
    'nonsense',
  ]);
  const told = await ask('A', 5);
  expect(told.setAside.counts).toEqual({ late: 1, stale: 1 });
  expect(told.setAside.note).toBe('nothing decodes 1 of the dead letters, which cannot be put into any window');
  expect(told.counts).toMatchObject({ duplicates: 1, 'rejected.late': 2, 'rejected.stale': 1 });
  const absent = await ask('B', 5);
  expect([absent.row, absent.setAside.counts]).toEqual([null, { late: 1 }]);
  expect((await ask('A', 25)).setAside.counts).toEqual({});
});

test('rows of rows are told, too, but not where what was set aside would have fallen', async () => {
  const { store, start, clock, tens, shards } = counting();
  const thirties = pipeline('thirties')
    .from(rows(tens))
    .pipe(tumble({ size: millis(30), lateness: millis(0), key: 'key', time: 'start' }, { tens: count() }))
    .to(view('thirties'));
  start(thirties);
  shards.add('p', at('a', 1, 12, 45, 71));
  await clock.sleep(seconds(1));
  const told = await why(store, { pipeline: 'thirties', version: 1 }, thirties, 'a', 0);
  expect(told.row && resultsOf(told.row)).toEqual({ tens: 2 });
  expect(told.setAside.note).toContain('came from no log');
});

test('dead letters that were forgotten are said to be', async () => {
  const { store, start, clock, tens, shards } = counting();
  shards.add('p', at('a', 1, 12));
  await clock.sleep(seconds(1));
  const forgetful = seenThrough(store, (method, make) =>
    method === 'forgottenLetters' ? Promise.resolve(12) : make(),
  );
  expect((await why(forgetful, scope, tens, 'a', 1)).setAside.note).toContain('came from no log');
  const windows = pipeline('of-log')
    .from(sharded([{ id: 'p', items: [item('a', 1, 1)] }]))
    .pipe(parse(made), tumble({ size: millis(10), lateness: millis(5), key: 'symbol' }, { n: count() }))
    .to(view('of-log'));
  start(windows);
  await clock.sleep(seconds(1));
  const told = await why(forgetful, { pipeline: 'of-log', version: 1 }, windows, 'a', 1);
  expect(told.setAside.note).toBe('of more than 100000 dead letters the oldest 12 are forgotten');
});

test('the prices that a partition used are told by its heirs, once its own are forgotten', async () => {
  const { store, start } = world();
  const tick = tickAt(NOON, { BTC: '60000' });
  const trades = (t: number) => tradeAt(NOON + t, { s: 'ETHBTC', t });
  const windows = pipeline('priced')
    .from(
      sharded([
        { id: 'p', items: [tick, trades(6_000)] },
        { id: 'q', parents: ['p'], items: [trades(7_000)] },
        { id: 'r', parents: ['q'], items: [trades(8_000)] },
      ]),
    )
    .pipe(
      parse(trade),
      dedupe({ within: seconds(60) }),
      usd(),
      tumble(
        { size: seconds(60), lateness: millis(0), key: 'symbol' },
        { value: sum('usd'), unpriced: missing('usd') },
      ),
    )
    .to(view('priced'));
  expect(await start(windows).ended).toBeUndefined();
  const of = { pipeline: 'priced', version: 1 };
  expect(await store.cells(of, 'p', 'usd'), 'forgotten').toEqual([]);
  const told = await why(store, of, windows, 'ETHBTC', NOON);
  expect(told.row && resultsOf(told.row)).toEqual({ value: '180000', unpriced: 0 });
  const end = { asset: 'BTC', at: 'end', price: 60_000, time: NOON };
  expect(told.used.map(({ partition, rows: [, row] }) => [partition, row])).toMatchObject([
    ['p', end],
    ['q', end],
    ['r', end],
  ]);
  expect(told.counts).toMatchObject({ records: 4, folded: 3 });
});

test('the price at the end of an open window is the one that holds where event time has come to', async () => {
  const { store, start } = world();
  const items = [tickAt(NOON, { BTC: '60000' }), tradeAt(NOON + 6_000, { s: 'ETHBTC', t: 1 })];
  const windows = pipeline('priced')
    .from(sharded([{ id: 'p', items: [...items, tickAt(NOON + 8_000, { BTC: '61000' })] }]))
    .pipe(parse(trade), usd(), tumble({ size: seconds(60), lateness: millis(0), key: 'symbol' }, { n: count() }))
    .to(view('priced'));
  expect(await start(windows).ended).toBeUndefined();
  const told = await why(store, { pipeline: 'priced', version: 1 }, windows, 'ETHBTC', NOON);
  expect(told.used.flatMap(({ rows }) => rows).at(-1)).toMatchObject({ at: 'end', price: 60_000 });
});
