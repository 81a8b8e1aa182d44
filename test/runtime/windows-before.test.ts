import { expect, test } from 'vitest';
import type { Coverage } from '../../src/aggregates/coverage.ts';
import { PipelineError } from '../../src/core/errors.ts';
import { Fold } from '../../src/core/fold.ts';
import type { WindowSpec } from '../../src/core/operator.ts';
import type { Row } from '../../src/core/row.ts';
import { days } from '../../src/core/time.ts';
import { coverage } from '../../src/index.ts';
import { followRows } from '../../src/runtime/follow-rows.ts';
import { viewRows } from '../../src/runtime/view.ts';
import type { RowRange, Store, StoredRow, StoreReader } from '../../src/store/store.ts';
import { rowOf, scope } from '../conformance/store-data.ts';
import { seenThrough } from '../support/seen-store.ts';
import { rowStore } from './kept-rows.ts';

const covered = new Fold<{ readonly id: number }, { readonly ids: ReturnType<typeof coverage<'id'>> }>({
  ids: coverage('id'),
});
const fold: Fold<never> = covered as never;

/** The window of that number, of sixty each, which holds these ids. */
const ids = (key: string, window: number, ...seen: readonly number[]) => {
  const partials = seen.reduce((all, id) => covered.add(all, { id }), covered.zero());
  return rowOf(key, 60 * window, { partials: JSON.stringify(covered.save(partials)) });
};

/** Key, number of the window, and what is missing. */
const brief = (row: Row) =>
  `${row.key} ${row.start / 60} ${JSON.stringify((row as Row<{ ids: Coverage }>).ids.missing)}`;

const shown = async (store: StoreReader, range?: RowRange) =>
  (await Array.fromAsync(viewRows(store, scope, fold, range))).map(brief);

/** The store, where each reading of rows by their start is noted, with how many it gave. */
function noted(store: Store) {
  const readings: number[] = [];
  async function* counting(rows: AsyncIterable<StoredRow>) {
    const at = readings.push(0) - 1;
    for await (const row of rows) {
      readings[at] = (readings[at] ?? 0) + 1;
      yield row;
    }
  }
  const seen = seenThrough(store, (method, make) =>
    method === 'rows' ? counting(make() as AsyncIterable<StoredRow>) : make(),
  );
  return { store: seen, readings, read: () => readings.reduce((all, n) => all + n, 0) };
}

const LONG = 200;
/** Two keys with a row in each of many windows. */
const long = Array.from({ length: LONG }, (_, i) => [ids('a', i, i), ids('b', i, i)]).flat();

test('a key without a row for long makes nobody read the rows of all others', async () => {
  const { store, commit } = await rowStore('p');
  await commit('p', {
    rows: [ids('rare', 0, 7), ...long, ids('rare', LONG, 9), ids('a', LONG, LONG), ids('new', LONG, 1)],
  });
  const { store: seen, read } = noted(store);
  const last = { from: 60 * LONG };
  expect(await shown(seen, last)).toEqual([`a ${LONG} []`, `new ${LONG} []`, `rare ${LONG} [[8,8]]`]);
  expect(read(), 'three asked for, two in the window before, and one of the rare key').toBe(6);
});

test('where many keys are without a row, the rows of all are read once', async () => {
  const { store, commit } = await rowStore('p');
  const many = Array.from({ length: 100 }, (_, i) => `k${i}`).sort();
  await commit('p', { rows: [...many.map((key) => ids(key, 0, 7)), ...long, ...many.map((key) => ids(key, LONG, 9))] });
  const { store: seen, readings } = noted(store);
  expect(await shown(seen, { from: 60 * LONG })).toEqual(many.map((key) => `${key} ${LONG} [[8,8]]`));
  expect(readings.filter((n) => n > 1).length, 'in spans that double').toBeLessThan(10);
  expect(readings.filter((n) => n === 1).length, 'of some keys alone').toBeLessThan(many.length / 2);
});

test('a row joins on to the last one before it, however much further one has looked for others', async () => {
  const { store, commit } = await rowStore('p', 'q');
  const rare = Array.from({ length: 40 }, (_, i) => `rare${i}`);
  await commit('p', { rows: [...[...rare, 'z'].map((key) => ids(key, 0, 1)), ids('z', 9, 5)] });
  await commit('q', { rows: [ids('z', 9, 6), ...rare.map((key) => ids(key, 10, 2)), ids('z', 10, 8)] });
  expect((await shown(store, { from: 600 })).at(-1)).toBe('z 10 [[7,7]]');
});

test('a row joins on to one that began a day before it, and to none before that, read or looked up', async () => {
  const { store, commit } = await rowStore('p');
  const day = days(1) / 60;
  await commit('p', { rows: [ids('a', 0, 1), ids('b', 1, 1), ids('a', day + 1, 3), ids('b', day + 1, 3)] });
  const later = [`a ${day + 1} []`, `b ${day + 1} [[2,2]]`];
  expect(await shown(store, { from: days(1) })).toEqual(later);
  expect((await shown(store)).slice(2)).toEqual(later);
});

test('rows that are forgotten while one looks back are looked for again; another failure is one', async () => {
  const { store, commit } = await rowStore('p');
  await commit('p', { rows: [ids('a', 0, 1), ids('a', 1, 3)] });
  const failing = (code: 'LOG' | 'CONFIG') => {
    let readings = 0;
    return seenThrough(store, (method, make) => {
      if (method !== 'rows' || ++readings !== 2) return make();
      throw new PipelineError(code, 'they were forgotten');
    });
  };
  expect(await shown(failing('LOG'), { from: 60 })).toEqual(['a 1 [[2,2]]']);
  await expect(shown(failing('CONFIG'), { from: 60 })).rejects.toMatchObject({ code: 'CONFIG' });
});

const window: WindowSpec = { fold, size: 60, span: 65, locate: () => ({ key: '', start: 0, end: 0, closes: 0 }) };

/** Whoever follows from some window on, open rows included. */
function following(store: StoreReader, from: number) {
  const stop = new AbortController();
  const seen: string[] = [];
  const ended = (async () => {
    const wanted = { window, range: { from: 60 * from }, open: true, signal: stop.signal };
    for await (const page of followRows(store, scope, wanted)()) {
      seen.push(...page.map((row) => `${brief(row)}${row.final ? '' : '?'}`));
    }
  })();
  const told = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return seen.splice(0);
  };
  return { told, stop: () => stop.abort(), ended };
}

test('who follows rows looks back for each key once, not with each commit', async () => {
  const { store, commit } = await rowStore('p');
  const { store: seen, readings } = noted(store);
  /** The windows before that one are final. */
  const upTo = (window: number) => ({ watermark: 60 * window + 5 });
  await commit('p', { rows: [ids('rare', 0, 7), ...long], ...upTo(LONG) });
  const { told, stop, ended } = following(seen, LONG - 1);
  expect(await told()).toEqual([`a ${LONG - 1} []`, `b ${LONG - 1} []`]);
  await commit('p', { rows: [ids('rare', LONG, 9), ids('a', LONG, LONG), ids('new', LONG, 4)], ...upTo(LONG) });
  expect(await told()).toEqual([`a ${LONG} []?`, `new ${LONG} []?`, `rare ${LONG} [[8,8]]?`]);
  readings.length = 0;
  await commit('p', { rows: [ids('a', LONG + 1, LONG + 2), ids('new', LONG + 1, 6)], ...upTo(LONG) });
  expect(await told()).toEqual([`a ${LONG + 1} [[${LONG + 1},${LONG + 1}]]?`, `new ${LONG + 1} [[5,5]]?`]);
  await commit('p', { rows: [ids('new', LONG, 4, 5)], ...upTo(LONG) });
  expect(await told()).toEqual([`new ${LONG} []?`, `new ${LONG + 1} []?`]);
  await commit('p', { rows: [], ...upTo(LONG + 1) });
  expect(await told()).toEqual([`a ${LONG} []`, `new ${LONG} []`, `rare ${LONG} [[8,8]]`]);
  await commit('p', { rows: [ids('rare', LONG + 1, 11)], ...upTo(LONG + 2) });
  expect((await told()).at(-1)).toBe(`rare ${LONG + 1} [[10,10]]`);
  expect(readings, 'all of it was known').toEqual([]);
  stop();
  await ended;
});

test('who follows rows from later on joins on to what became of the open row in front of them', async () => {
  const { store, commit } = await rowStore('p');
  await commit('p', { rows: [ids('a', 0, 1), ids('a', 1, 5)], watermark: 10 });
  const { told, stop, ended } = following(store, 1);
  expect(await told()).toEqual(['a 1 [[2,4]]?']);
  await commit('p', { rows: [ids('a', 0, 1, 3)], watermark: 10 });
  expect(await told()).toEqual(['a 1 [[4,4]]?']);
  await commit('p', { rows: [ids('a', 0, 1, 3, 4)], watermark: 125 });
  expect(await told()).toEqual(['a 1 []']);
  stop();
  await ended;
});
