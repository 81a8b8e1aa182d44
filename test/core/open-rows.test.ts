import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { maximum } from '../../src/aggregates/maximum.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { Fold } from '../../src/core/fold.ts';
import { OpenRows, type SavedRow } from '../../src/core/open-rows.ts';
import { START_OF_TIME } from '../../src/core/time.ts';

const aggregates = { n: count(), units: sum('quantity') };
const fold = new Fold<{ readonly quantity: number }, typeof aggregates>(aggregates);
const once = fold.add(fold.zero(), { quantity: 0.1 });
const twice = fold.add(once, { quantity: 0.2 });
const ONCE = '{"n":1,"units":"0.1"}';
const TWICE = '{"n":2,"units":"0.3"}';

/** A minute's row, 5 s late. */
const saved = (key: string, start: number, partials = ONCE, final = false): SavedRow => ({
  ...{ key, start, end: start + 60, closes: start + 65, final, partials },
});
function rowsOf(...before: readonly SavedRow[]): OpenRows {
  const rows = new OpenRows(before);
  rows.use(fold);
  return rows;
}
const put = (rows: OpenRows, key: string, start: number, partials: readonly unknown[] = once) =>
  rows.set(key, start, start + 60, start + 65, partials);
const placesOf = (closed: ReturnType<OpenRows['close']>) => closed.map(({ head: { key, start } }) => `${key}/${start}`);

describe('open rows', () => {
  test('are written once when they change, as JSON, exact, and then not again', () => {
    const rows = rowsOf();
    put(rows, 'BTC', 0);
    put(rows, 'BTC', 0, twice);
    expect(rows.dirty).toBe(1);
    expect(rows.takeDirty()).toEqual([saved('BTC', 0, TWICE)]);
    expect(rows.dirty).toBe(0);
    expect(rows.takeDirty()).toEqual([]);
  });

  test('that were not touched are not written with those that were', () => {
    const rows = rowsOf();
    for (const key of ['BTC', 'ETH', 'BNB']) put(rows, key, 0);
    rows.takeDirty();
    put(rows, 'ETH', 0, twice);
    expect(rows.takeDirty()).toEqual([saved('ETH', 0, TWICE)]);
  });

  test('are not written again where their numbers and texts are what they were', () => {
    const aggregates = { highest: maximum('price'), n: missing('price') };
    const fold = new Fold<{ readonly price: number }, typeof aggregates>(aggregates);
    const rows = new OpenRows([{ ...saved('old', 0), partials: '{"highest":7,"n":0}' }]);
    rows.use(fold);
    const add = (key: string, price: number) => put(rows, key, 0, fold.add(rows.get(0, key) ?? fold.zero(), { price }));
    add('new', 5);
    add('old', 6);
    expect(rows.takeDirty().map(({ key }) => key)).toEqual(['new']);
    add('new', 4);
    add('new', 5);
    add('old', 7);
    expect([rows.dirty, rows.takeDirty()]).toEqual([0, []]);
    add('new', 6);
    expect(rows.takeDirty()).toMatchObject([{ key: 'new', partials: '{"highest":6,"n":0}' }]);
    put(rows, 'new', 0, [-0, 0]);
    rows.takeDirty();
    put(rows, 'new', 0, [0, 0]);
    expect(rows.dirty, 'another zero').toBe(1);
  });

  test('are written where an object is the same, for it may have been changed in place', () => {
    const rows = rowsOf();
    put(rows, 'BTC', 0);
    rows.takeDirty();
    put(rows, 'BTC', 0);
    expect(rows.dirty).toBe(1);
  });

  test('close by themselves, also where those of one start close at different times', () => {
    const rows = rowsOf(saved('a', 0));
    rows.set('later', 0, 60, 200, once);
    rows.set('b', 0, 60, 100, once);
    expect([64, 65, 100, 199, 200].map((watermark) => placesOf(rows.close(watermark)))).toEqual([
      ...[[], ['a/0'], ['b/0'], [], ['later/0']],
    ]);
    put(rows, 'a', 0);
    expect(placesOf(rows.close(65)), 'the same start again').toEqual(['a/0']);
    expect(rows.get(0, 'a'), 'the one that was looked up last').toBeUndefined();
    rows.set('later', 0, 60, 200, once);
    put(rows, 'a', 0);
    expect(placesOf(rows.close(65)), 'behind one that closes later').toEqual(['a/0']);
  });

  test('are written in closing order, whatever the order in which they came', () => {
    const rows = rowsOf();
    put(rows, 'b', 60);
    put(rows, 'B', 60);
    put(rows, 'a', 60);
    put(rows, 'z', 0);
    rows.set('late', 0, 60, 200, once);
    expect(rows.takeDirty().map(({ key, start }) => `${key}/${start}`)).toEqual([
      ...['z/0', 'B/60', 'a/60', 'b/60', 'late/0'],
    ]);
  });

  test('are there again when they are restored, and not written for that', () => {
    const rows = rowsOf(saved('BTC', 0, TWICE), saved('BTC', 60));
    expect(rows.dirty).toBe(0);
    expect(rows.takeDirty()).toEqual([]);
    expect(fold.save(rows.get(0, 'BTC') ?? fold.zero())).toEqual({ n: 2, units: '0.3' });
    put(rows, 'BTC', 60, twice);
    expect(rows.takeDirty()).toEqual([saved('BTC', 60, TWICE)]);
  });

  test('keep what was put into them when their window says again what they hold', () => {
    const rows = rowsOf(saved('BTC', 0));
    put(rows, 'BTC', 0, twice);
    rows.use(fold);
    expect(rows.get(0, 'BTC')).toBe(twice);
  });

  test('are told apart by their start and their key', () => {
    const rows = rowsOf();
    put(rows, 'BTC', 0);
    put(rows, 'BTC', 60, twice);
    expect(rows.get(0, 'BTC')).toBe(once);
    expect(rows.get(60, 'BTC')).toBe(twice);
    expect(rows.get(0, 'ETH')).toBeUndefined();
    expect(rows.get(120, 'BTC')).toBeUndefined();
  });
});

describe('the rows that the watermark has closed', () => {
  test('are those that close at it or before it, in closing order', () => {
    const rows = rowsOf(saved('b', 60), saved('a', 120));
    put(rows, 'b', 0);
    put(rows, 'a', 60);
    put(rows, 'a', 0);
    expect(placesOf(rows.close(START_OF_TIME))).toEqual([]);
    expect(placesOf(rows.close(64))).toEqual([]);
    expect(placesOf(rows.close(65))).toEqual(['a/0', 'b/0']);
    expect(placesOf(rows.close(1_000))).toEqual(['a/60', 'b/60', 'a/120']);
    expect(placesOf(rows.close(1_000)), 'each row closes once').toEqual([]);
  });

  test('tell what they hold, and that it is final', () => {
    const rows = rowsOf();
    put(rows, 'BTC', 0, twice);
    const head = { key: 'BTC', start: 0, end: 60, closes: 65, final: true };
    expect(rows.close(65)).toEqual([{ head, partials: twice }]);
  });

  test('are written as final, once, whether they had changed or not, and are gone', () => {
    const rows = rowsOf(saved('old', 0));
    put(rows, 'new', 0);
    put(rows, 'open', 60);
    rows.close(65);
    expect(rows.get(0, 'old')).toBeUndefined();
    expect(rows.takeDirty()).toEqual([
      saved('new', 0, ONCE, true),
      saved('old', 0, ONCE, true),
      saved('open', 60, ONCE, false),
    ]);
    expect(rows.takeDirty()).toEqual([]);
  });
});

test('rows whose window has not said what they hold are left as they were', () => {
  const rows = new OpenRows([saved('BTC', 0)]);
  expect(rows.takeDirty()).toEqual([]);
  expect(rows.close(1_000)).toEqual([]);
  rows.use(fold);
  expect(placesOf(rows.close(1_000))).toEqual(['BTC/0']);
});
