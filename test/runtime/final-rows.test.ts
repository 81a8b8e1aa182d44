import { expect, test } from 'vitest';
import type { RowPlace } from '../../src/core/row.ts';
import { finalRows } from '../../src/runtime/view.ts';
import type { StoreReader } from '../../src/store/store.ts';
import { scope } from '../conformance/store-data.ts';
import { seenThrough } from '../support/seen-store.ts';
import { fold, rowStore, rowWith } from './kept-rows.ts';

const ALL = 999;
const behind = (store: StoreReader, after?: RowPlace, limit = ALL) => finalRows(store, scope, fold, after, limit);
const names = (rows: readonly RowPlace[]) => rows.map(({ key, start }) => `${key} ${start}`);

/** Two partitions with rows of three windows each, of which the last is open. */
async function filled() {
  const kept = await rowStore('p', 'q');
  const rows = (...keys: readonly string[]) =>
    keys.flatMap((key) => [0, 60, 120].map((start) => rowWith(key, start, 1)));
  await kept.commit('p', { rows: rows('b', 'a'), watermark: 140 });
  await kept.commit('q', { rows: rows('c', 'a'), watermark: 130 });
  return kept;
}

const CLOSING = ['a 0', 'b 0', 'c 0', 'a 60', 'b 60', 'c 60'];

test('final rows come merged, in closing order, and no others do', async () => {
  const { store } = await filled();
  const rows = await behind(store);
  expect(names(rows)).toEqual(CLOSING);
  expect(rows.map((row) => 'n' in row && row.n)).toEqual([2, 1, 1, 2, 1, 1]);
  expect(rows.every(({ final }) => final)).toBe(true);
});

test('all rows of a job that is over are final, those of windows that event time has not passed, too', async () => {
  const { store, commit } = await rowStore('p');
  const rows = [0, 60].map((start) => ({ ...rowWith('a', start, 1), final: true }));
  await commit('p', { rows, watermark: 70, ended: { children: [] } });
  expect(names(await behind(store))).toEqual(['a 0', 'a 60']);
});

test.each([1, 2, 4, 5, 7])('page by page of %i each of them comes once', async (limit) => {
  const { store } = await filled();
  const pages: RowPlace[][] = [];
  do pages.push(await behind(store, pages.at(-1)?.at(-1), limit));
  while (pages.at(-1)?.length);
  expect(names(pages.flat())).toEqual(CLOSING);
  expect(pages.every((page) => page.length <= limit)).toBe(true);
});

/** Forgets the first of the three windows. */
const forgetting = { keep: 60, watermark: 130 };
const place = (key: string, closes: number) => ({ key, closes, start: closes - 65 });

test('who begins to read is given what is still kept', async () => {
  const { store, commit } = await filled();
  await commit('q', forgetting);
  expect(names(await behind(store))).toEqual(CLOSING.slice(3));
});

test('who has read all that was forgotten goes on, and who has not is told, not given the rest for all there was', async () => {
  const { store, commit } = await filled();
  await commit('q', forgetting);
  expect(names(await behind(store, place('c', 65)))).toEqual(CLOSING.slice(3));
  expect(names(await behind(store, place('a', 125)))).toEqual(CLOSING.slice(4));
  await expect(behind(store, place('b', 65))).rejects.toMatchObject({
    code: 'LOG',
    message: expect.stringMatching(/^Rows of totals that closed up to 1970-01-01T00:00:00.065Z have been forgotten/),
  });
});

/** The store, where rows are forgotten just before that method is called first. */
function forgettingAt(at: string, { store, commit }: Awaited<ReturnType<typeof filled>>): StoreReader {
  let once = true;
  return seenThrough(store, (method, make) => {
    if (method === at && once) void commit('q', forgetting);
    once &&= method !== at;
    return make();
  });
}

test.each(['closing', 'forgotten'])(
  'rows that are forgotten while they are read are told, too: before %s',
  async (at) => {
    await expect(behind(forgettingAt(at, await filled()), place('b', 65))).rejects.toMatchObject({ code: 'LOG' });
  },
);

test('a row that may have been forgotten in part while it was read is not given', async () => {
  expect(names(await behind(forgettingAt('forgotten', await filled())))).toEqual(CLOSING.slice(3));
});
