import { expect, test } from 'vitest';
import { LEASE_MAX } from '../../src/store/store.ts';
import type { MakeStore } from './store.ts';
import { commitOf, gather, rowOf, scope, started } from './store-data.ts';

export function pipelines(make: MakeStore): void {
  test('registers a pipeline as version 1, and finds it by its name and by its views', async () => {
    await using harness = await make();
    const { store } = harness;
    expect(await store.registered('totals')).toBeUndefined();
    expect(await store.viewed('hourly')).toBeUndefined();
    const views = ['hourly', 'daily'];
    const registered = await store.register('totals', 'f1', views);
    expect(registered).toEqual({ scope: { pipeline: 'totals', version: 1 }, fingerprint: 'f1', views });
    expect(await store.register('totals', 'f1', views)).toEqual(registered);
    const reader = await harness.reader();
    expect(await reader.registered('totals')).toEqual(registered);
    expect(await reader.viewed('daily')).toEqual(registered);
    expect(await reader.viewed('totals')).toBeUndefined();
    await reader.close();
  });

  test('returns another fingerprint as it is stored, and leaves it so', async () => {
    await using harness = await make();
    const { store } = harness;
    const first = await store.register('totals', 'f1', ['hourly']);
    expect(await store.register('totals', 'f2', ['daily'])).toEqual(first);
    expect(await store.registered('totals')).toEqual(first);
    expect(await store.viewed('daily')).toBeUndefined();
  });

  test('begins a new version from nothing on rebuild, and keeps the old one', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    await store.commit(commitOf(task, { rows: [rowOf('a', 0)] }));
    const second = await store.register('totals', 'f2', ['hourly'], 1);
    expect(second).toEqual({ scope: { pipeline: 'totals', version: 2 }, fingerprint: 'f2', views: ['hourly'] });
    expect(await store.registered('totals')).toEqual(second);
    expect(await store.roster(second.scope)).toEqual([]);
    expect(await gather(store.rows(second.scope))).toEqual([]);
    expect(await gather(store.rows({ pipeline: 'totals', version: 1 }))).toHaveLength(1);
    expect(await store.register('new', 'f', [], 0)).toMatchObject({ scope: { version: 1 } });
  });

  test('rebuilds a version once: who asks again is told of the one that came of it', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    await store.commit(commitOf(await started(store), { rows: [rowOf('a', 0)] }));
    const second = await store.register('totals', 'f2', ['hourly'], 1);
    const keys = [{ key: `${k}n`, add: '1' }];
    await store.commit(commitOf(await started(store, 'p', second.scope), { scope: second.scope, keys }));
    expect(await (await harness.again()).register('totals', 'f2', ['hourly'], 1)).toEqual(second);
    expect(await store.register('totals', 'f3', ['daily'], 1), 'nor is another put in its place').toEqual(second);
    expect(await store.register('totals', 'f3', ['daily'], 3), 'nor one that is not there').toEqual(second);
    expect(await store.registered('totals')).toEqual(second);
    expect(await store.viewed('daily')).toBeUndefined();
    expect(await gather(store.rows(scope))).toHaveLength(1);
    expect(await store.keys.matching(`${k}*`)).toHaveLength(1);
  });

  test('refuses a view that another pipeline keeps, until a new version of that one keeps it no more', async () => {
    await using harness = await make();
    const { store } = harness;
    await store.register('old', 'f', ['hourly', 'daily']);
    const taken = { code: 'CONFIG', message: expect.stringMatching(/"hourly".*old/) };
    await expect(store.register('new', 'f', ['hourly'])).rejects.toMatchObject(taken);
    expect(await store.registered('new')).toBeUndefined();
    await store.register('old', 'f2', ['daily'], 1);
    await store.register('new', 'f', ['hourly']);
    expect(await store.viewed('hourly')).toMatchObject({ scope: { pipeline: 'new' } });
    expect(await store.viewed('daily')).toMatchObject({ scope: { pipeline: 'old' } });
  });

  test('keeps the version before the current one, and removes older ones', async () => {
    await using harness = await make();
    const { store } = harness;
    for (let version = 1; version <= 11; version++) {
      const { scope: of } = await store.register('totals', `f${version}`, [], version - 1);
      expect(of.version).toBe(version);
      const change = { scope: of, rows: [rowOf('a', version)], cells: [{ name: 'n', key: 'k', value: '1' }] };
      await store.commit(commitOf(await started(store, 'p', of), change));
    }
    const left = async (version: number) => (await gather(store.rows({ ...scope, version }))).map(({ start }) => start);
    expect(await Promise.all([1, 9, 10, 11].map(left))).toEqual([[], [], [10], [11]]);
    expect(await store.roster({ ...scope, version: 9 })).toEqual([]);
    const cells = [9, 10, 11].map((version) => store.cells({ ...scope, version }, 'p', 'n'));
    expect((await Promise.all(cells)).map(({ length }) => length)).toEqual([0, 1, 1]);
  });

  test('keeps pipelines and versions apart', async () => {
    await using harness = await make();
    const { store } = harness;
    const scopes = [scope, { ...scope, version: 2 }, { pipeline: 'totals@1', version: 1 }];
    for (const [i, of] of scopes.entries()) {
      if (of.version > 1) await store.register(of.pipeline, 'f2', [], of.version - 1);
      const task = await started(store, 'p', of);
      expect(task.commits).toBe(0);
      const cells = [{ name: 'counts', key: 'records', value: String(i + 1) }];
      await store.commit(commitOf(task, { scope: of, cells, rows: [rowOf(`of ${i}`, 0)] }));
    }
    for (const [i, of] of scopes.entries()) {
      expect(await gather(store.rows(of))).toMatchObject([{ key: `of ${i}` }]);
      expect(await store.counts(of)).toEqual({ records: i + 1 });
    }
  });

  test('gives a lease to one owner at a time, who may renew it', async () => {
    await using harness = await make();
    const { store } = harness;
    const second = await harness.again();
    expect(await store.lease('totals', 'a', 10_000)).toEqual({ held: true });
    const refused = await second.lease('totals', 'b', 10_000);
    expect(refused).toEqual({ held: false, owner: 'a', expires: expect.any(Number) });
    expect(await second.lease('others', 'b', 10_000)).toEqual({ held: true });
    await harness.pass(6_000);
    expect(await store.lease('totals', 'a', 10_000)).toEqual({ held: true });
    await harness.pass(6_000);
    expect(await second.lease('totals', 'b', 10_000), 'it was renewed').toMatchObject({ held: false, owner: 'a' });
    await second.close();
  });

  test('gives a lease to another owner once it expired', async () => {
    await using harness = await make();
    const { store } = harness;
    await store.lease('totals', 'a', 10_000);
    await harness.pass(10_000);
    expect(await store.lease('totals', 'b', 10_000)).toEqual({ held: true });
    expect(await store.lease('totals', 'a', 10_000)).toMatchObject({ held: false, owner: 'b' });
  });

  test('takes no lease for good that ends later than any does: a clock was wrong', async () => {
    await using harness = await make();
    const { store } = harness;
    await store.lease('totals', 'a', LEASE_MAX + 10_000);
    expect(await store.lease('totals', 'b', 10_000)).toEqual({ held: true });
  });

  test('lets only its owner release a lease', async () => {
    await using harness = await make();
    const { store } = harness;
    await store.lease('totals', 'a', 10_000);
    await store.release('totals', 'b');
    expect(await store.lease('totals', 'b', 10_000)).toMatchObject({ held: false });
    await store.release('totals', 'a');
    expect(await store.lease('totals', 'b', 10_000)).toEqual({ held: true });
  });

  test('tells who holds a lease, and until when, for as long as somebody does', async () => {
    await using harness = await make();
    const { store } = harness;
    const reader = await harness.reader();
    expect(await reader.holder('totals'), 'nobody has run it').toBeUndefined();
    await store.lease('totals', 'host:1:ab', 10_000);
    await store.lease('others', 'host:2:cd', 10_000);
    const refused = await store.lease('totals', 'b', 10_000);
    if (refused.held) throw new Error('given to two at once');
    const { owner, expires } = refused;
    expect(await reader.holder('totals')).toEqual({ owner: 'host:1:ab', expires });
    expect(await store.holder('totals')).toEqual({ owner, expires });
    await harness.pass(6_000);
    await store.lease('totals', 'host:1:ab', 10_000);
    await harness.pass(6_000);
    expect(await reader.holder('totals'), 'it was renewed').toMatchObject({ owner: 'host:1:ab' });
    expect(await reader.holder('others'), 'it has expired').toBeUndefined();
    await store.release('totals', 'b');
    expect(await reader.holder('totals')).toMatchObject({ owner: 'host:1:ab' });
    await store.release('totals', 'host:1:ab');
    expect(await reader.holder('totals'), 'it was released').toBeUndefined();
    await reader.close();
  });

  test('tells of no holder whom a wrong clock gave a lease for longer than there is, as nobody is kept out', async () => {
    await using harness = await make();
    const { store } = harness;
    await store.lease('totals', 'a', LEASE_MAX + 10_000);
    expect(await store.holder('totals')).toBeUndefined();
    await store.lease('totals', 'b', LEASE_MAX);
    expect(await store.holder('totals')).toMatchObject({ owner: 'b' });
  });

  test('may be closed twice', async () => {
    await using harness = await make();
    const second = await harness.again();
    await second.close();
    await second.close();
    expect(await harness.store.registered('totals')).toBeUndefined();
  });
}
