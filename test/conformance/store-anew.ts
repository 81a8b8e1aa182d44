import { expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import type { MakeStore, StoreHarness } from './store.ts';
import { commitOf, everything, full, gather, rowOf, scope, started } from './store-data.ts';

const others = { pipeline: 'others', version: 1 };

const keysOf = async ({ keys: k }: StoreHarness, store: Store) =>
  Object.fromEntries((await store.keys.matching(`${k}*`)).map(({ key, value }) => [key.slice(k.length), value]));

/** What begins anew: a new version, a pipeline that is made to forget, keys that are removed. */
export function anew(make: MakeStore): void {
  test('a new version begins without the keys of the old one, which come again as it counts up', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const add = (...names: readonly string[]) => ({ keys: names.map((name) => ({ key: k + name, add: '7' })) });
    await store.commit(commitOf(await started(store, 'p', others), { scope: others, ...add('other') }));
    await store.commit(commitOf(await started(store), add('n', 'stale')));
    await store.keys.put(`${k}by hand`, '1');
    await store.register('totals', 'fingerprint', []);
    expect(Object.keys(await keysOf(harness, store)), 'it was no new version').toHaveLength(4);
    const { scope: next } = await store.register('totals', 'f2', [], 1);
    expect(await keysOf(harness, store)).toEqual({ 'by hand': '1', other: '7' });
    await store.commit(commitOf(await started(store, 'p', next), { scope: next, ...add('n') }));
    expect(await keysOf(harness, store)).toEqual({ 'by hand': '1', n: '7', other: '7' });
  });

  test('a task of an old version is told that it was moved, and writes nothing', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    await store.register('totals', 'f2', [], 1);
    const before = await everything(store);
    const keys = [{ key: `${k}n`, add: '1' }];
    expect(await store.commit(commitOf(task, { ...full, keys }))).toBe('moved');
    const again = await store.open(scope, 'p', 'owner');
    expect(await store.commit(commitOf(again, { ...full, keys })), 'though it has the fence').toBe('moved');
    expect(await everything(store)).toEqual(before);
    expect(await keysOf(harness, store)).toEqual({});
  });

  test('a pipeline that is reset has nothing left, in no version, and its name and views are its own', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const keys = (name: string) => [{ key: k + name, add: '5' }];
    await store.commit(commitOf(await started(store, 'p', others), { ...full, scope: others, keys: keys('other') }));
    const untouched = [await store.roster(others), await gather(store.rows(others))];
    await store.register('totals', 'f1', ['hourly']);
    await store.commit(commitOf(await started(store), full));
    const { scope: second } = await store.register('totals', 'f2', ['hourly'], 1);
    const task = await started(store, 'p', second);
    const commit = { ...full, scope: second, keys: keys('n'), rows: [rowOf('a', 0), rowOf('b', 99_999)] };
    const messages = ['slack', 'mail'].map((to) => ({ id: `m2 ${to}`, to, body: 'hello' }));
    expect(await store.commit(commitOf(task, { ...commit, messages }))).toBe('committed');
    await store.lease('totals', 'a', 10_000);

    const anew = await (await harness.again()).reset('totals');
    expect(anew).toEqual({ scope: { pipeline: 'totals', version: 3 }, fingerprint: '', views: ['hourly'] });
    expect(await store.registered('totals')).toEqual(anew);
    expect(await store.viewed('hourly')).toEqual(anew);
    for (const version of [1, 2, 3]) {
      const of = { ...scope, version };
      expect(await store.roster(of)).toEqual([]);
      expect(await gather(store.rows(of))).toEqual([]);
      expect(await gather(store.closing(of, undefined, 1e9))).toEqual([]);
      expect(await store.forgotten(of)).toBeUndefined();
      expect(await store.cells(of, 'p', 'counts')).toEqual([]);
      expect(await store.counts(of)).toEqual({});
    }
    expect(await store.deadLetters('totals', { limit: 9 })).toEqual([]);
    for (const to of ['slack', 'mail']) expect(await store.undelivered('totals', to, 9)).toEqual([]);
    expect(await keysOf(harness, store)).toEqual({ other: '5' });
    expect([await store.roster(others), await gather(store.rows(others))]).toEqual(untouched);
    expect(await store.undelivered('others', 'slack', 9)).toHaveLength(1);
    expect(await store.lease('totals', 'b', 10_000), 'who runs it is told, and stops').toMatchObject({ held: false });

    expect(await store.commit(commitOf({ ...task, commits: 1 }, commit)), 'one that still runs').toBe('moved');
    await expect(store.open(second, 'p', 'owner')).rejects.toMatchObject({ code: 'MOVED' });
    await expect(store.enrol(second, [{ id: 'p', parents: [] }])).rejects.toMatchObject({ code: 'MOVED' });
    expect(await keysOf(harness, store)).toEqual({ other: '5' });
    const next = anew?.scope ?? scope;
    await store.commit(commitOf(await started(store, 'p', next), { scope: next, keys: keys('n') }));
    expect(await keysOf(harness, store), 'it counts from nothing').toEqual({ n: '5', other: '5' });
  });

  test('a pipeline that was reset is registered next as whatever it has become, in the version that the reset began', async () => {
    await using harness = await make();
    const { store } = harness;
    await store.register('totals', 'f1', ['hourly']);
    await store.register('others', 'f', ['taken']);
    for (const [version, rebuildOf] of [
      [2, undefined],
      [3, 3],
    ] as const) {
      await store.reset('totals');
      await expect(store.register('totals', 'f2', ['taken'], rebuildOf)).rejects.toMatchObject({ code: 'CONFIG' });
      const now = { scope: { pipeline: 'totals', version }, fingerprint: `f${version}`, views: [`daily${version}`] };
      expect(await store.register('totals', now.fingerprint, now.views, rebuildOf)).toEqual(now);
      expect(await store.viewed(`daily${version}`)).toEqual(now);
      expect(await store.viewed('hourly'), 'it keeps that no more').toBeUndefined();
      expect(await store.register('totals', 'f1', []), 'from now on it is that').toEqual(now);
    }
  });

  test('of what is committed while a pipeline is reset nothing is left, whichever comes first', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const handles = [store, await harness.again(), await harness.again()];
    const other = await harness.again();
    for (let round = 1; round <= 10; round++) {
      const of = { ...scope, version: round };
      const tasks = await Promise.all(handles.map((_, i) => started(store, `p${i}`, of)));
      const commits = handles.map((handle, i) => {
        const keys = Array.from({ length: 20 }, (_, n) => ({ key: `${k}${n}`, add: '1' }));
        return handle.commit(commitOf(tasks[i] ?? never(), { scope: of, keys, rows: [rowOf(`${i}`, 0)] }));
      });
      await Promise.all([...commits.slice(0, round % 3), other.reset('totals'), ...commits.slice(round % 3)]);
      expect(await keysOf(harness, store)).toEqual({});
      expect(await gather(store.rows(of))).toEqual([]);
    }
  });

  test('there is nothing to reset of a pipeline that nobody has registered', async () => {
    await using harness = await make();
    expect(await harness.store.reset('nothing')).toBeUndefined();
    expect(await harness.store.registered('nothing')).toBeUndefined();
  });

  test('what is summed for a key that is removed goes with it, in the version before, too', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    await store.commit(commitOf(await started(store), { keys: [{ key: `${k}n`, add: '1' }] }));
    const { scope: next } = await store.register('totals', 'f2', [], 1);
    const task = await started(store, 'p', next);
    const add = { scope: next, keys: ['n', 'm', 'o'].map((name) => ({ key: k + name, add: '3' })) };
    await store.commit(commitOf(task, add));
    expect(await store.keys.remove(`${k}[no]`), 'these are no special characters').toBe(0);
    expect(await store.keys.remove(`${k}?`)).toBe(3);
    expect(await store.keys.remove(`${k}?`)).toBe(0);
    await store.keys.put(`${k}m`, '40');
    const takingOver = add.keys.map((one) => ({ ...one, takeOver: true }));
    await store.commit(commitOf({ ...task, commits: 1 }, { ...add, keys: takingOver }));
    expect(await keysOf(harness, store)).toEqual({ m: '43', n: '3', o: '3' });
  });
}

const never = (): never => {
  throw new Error('there is a task for each handle');
};
