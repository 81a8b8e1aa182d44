import { expect, test } from 'vitest';
import { viewRows } from '../../src/runtime/view.ts';
import type { RowRange, StoreReader } from '../../src/store/store.ts';
import { scope } from '../conformance/store-data.ts';
import { seenThrough } from '../support/seen-store.ts';
import { fold, rowStore, rowWith } from './kept-rows.ts';

const shown = (store: StoreReader, range?: RowRange) => Array.fromAsync(viewRows(store, scope, fold, range));

test('the rows of one window and key are merged over the partitions, to the last digit', async () => {
  const { store, commit } = await rowStore('p', 'q', 'r');
  await commit('p', { rows: [rowWith('a', 0, 0.1, 0.1), rowWith('b', 0, 1)] });
  await commit('q', { rows: [rowWith('a', 0, 0.1), rowWith('a', 60, 5), rowWith('c', 0, 7)] });
  await commit('r', { rows: [rowWith('a', 0, 0.2)] });
  const rows = await shown(store);
  expect(rows.map((row) => JSON.stringify(row))).toEqual([
    '{"key":"a","start":0,"end":60,"final":true,"n":4,"units":"0.5"}',
    '{"key":"b","start":0,"end":60,"final":true,"n":1,"units":"1"}',
    '{"key":"c","start":0,"end":60,"final":true,"n":1,"units":"7"}',
    '{"key":"a","start":60,"end":120,"final":true,"n":1,"units":"5"}',
  ]);
  expect(rows[0]).toMatchObject({ closes: 65, units: 0.5 });
});

test('a row is final when every partition has come to its closing, whatever its own say', async () => {
  const { store, commit } = await rowStore('p', 'q');
  const finals = async () => (await shown(store)).map(({ final }) => final);
  await commit('p', { rows: [{ ...rowWith('a', 0, 1), final: true }, rowWith('a', 60, 1)], watermark: 999 });
  expect(await finals(), 'q has not begun').toEqual([false, false]);
  await commit('q', { watermark: 64 });
  expect(await finals()).toEqual([false, false]);
  await commit('q', { watermark: 65 });
  expect(await finals()).toEqual([true, false]);
});

test('a partition that has ended holds no row back, nor does one whose parents are going; its children do', async () => {
  const { store, commit } = await rowStore('p', 'q');
  const final = async () => (await shown(store)).every(({ final }) => final);
  await commit('p', { rows: [rowWith('a', 0, 1)], watermark: 70 });
  await store.enrol(scope, [{ id: 'child', parents: ['q'] }]);
  await commit('q', { watermark: 65 });
  expect(await final(), 'the child waits for q').toBe(true);
  await commit('p', {
    watermark: 100,
    ended: { children: [{ id: 'other', parents: ['p'] }] },
    rows: [rowWith('a', 60, 1)],
  });
  await commit('q', { watermark: 200 });
  expect(await final(), 'the other child may still bring something').toBe(false);
});

test('where all partitions have ended, what was open then is not final: another one may come', async () => {
  const { store, commit } = await rowStore('p', 'q');
  const finals = async () => (await shown(store)).map(({ final }) => final);
  await commit('p', { rows: [rowWith('a', 0, 1), rowWith('a', 60, 1)], watermark: 70, ended: { children: [] } });
  await commit('q', { watermark: 66, ended: { children: [] } });
  expect(await finals()).toEqual([true, false]);
  await store.enrol(scope, [{ id: 'later', parents: [] }]);
  expect(await finals()).toEqual([true, false]);
});

test.each(['p', 'q'])('where all have ended, a row that %s alone has closed is not final', async (closer) => {
  const { store, commit } = await rowStore('p', 'q');
  for (const partition of ['p', 'q']) {
    const row = { ...rowWith('a', 0, 1), final: partition === closer };
    await commit(partition, { rows: [row], watermark: 10, ended: { children: [] } });
  }
  expect(await shown(store)).toMatchObject([{ n: 2, final: false }]);
});

test('where a job is over, all that it closed is final', async () => {
  const { store, commit } = await rowStore('p');
  const rows = [0, 60].map((start) => ({ ...rowWith('a', start, 1), final: true }));
  await commit('p', { rows, watermark: 70, ended: { children: [] } });
  expect((await shown(store)).map(({ final }) => final)).toEqual([true, true]);
});

test('a view shows the rows of a range alone', async () => {
  const { store, commit } = await rowStore('p', 'q');
  for (const partition of ['p', 'q']) {
    const rows = [0, 60, 120].flatMap((start) => [rowWith('a', start, 1), rowWith('b', start, 1)]);
    await commit(partition, { rows });
  }
  const found = await shown(store, { from: 60, to: 180, key: 'b' });
  expect(found).toMatchObject([
    { key: 'b', start: 60, n: 2 },
    { key: 'b', start: 120, n: 2 },
  ]);
});

test('nothing is shown where nothing is kept', async () => {
  const { store } = await rowStore('p');
  expect(await shown(store)).toEqual([]);
  expect(await Array.fromAsync(viewRows(store, { ...scope, version: 9 }, fold))).toEqual([]);
});

test.each(['before', 'after'])(
  'a row that closes while it is read, %s the watermark is, is never half of one',
  async (when) => {
    const { store, commit } = await rowStore('p');
    await commit('p', { rows: [rowWith('a', 0, 1)], watermark: 10 });
    const close = () => commit('p', { rows: [{ ...rowWith('a', 0, 1, 1), final: true }], watermark: 65 });
    const meanwhile = seenThrough(store, (method, make) => {
      if (method !== 'roster') return make();
      return when === 'before'
        ? close().then(make)
        : Promise.resolve(make()).then(async (roster) => close().then(() => roster));
    }) as StoreReader;
    expect(await shown(meanwhile)).toMatchObject([{ n: 2, final: when === 'before' }]);
  },
);
