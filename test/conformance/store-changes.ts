import { expect, test } from 'vitest';
import type { StoreReader } from '../../src/store/store.ts';
import type { MakeStore } from './store.ts';
import { commitOf, oddTexts, scope, started } from './store-data.ts';

/** Listens to the pipeline; `next` is whether it was told, and false once it is over. */
function listening(store: StoreReader) {
  const stop = new AbortController();
  const told = store.changes('totals', stop.signal)[Symbol.asyncIterator]();
  return { stop: () => stop.abort(), next: async () => !(await told.next()).done, leave: () => told.return?.() };
}

export function changes(make: MakeStore): void {
  test.each(['store', 'again', 'reader'] as const)(
    'tells at once, then of each commit: seen from %s',
    async (which) => {
      await using harness = await make();
      const { store } = harness;
      const task = await started(store);
      const from = which === 'store' ? store : await harness[which]();
      const { next, stop } = listening(from);
      expect(await next()).toBe(true);
      for (let after = 0; after < 3; after++) {
        const told = next();
        await store.commit(commitOf({ ...task, commits: after }));
        expect(await told).toBe(true);
        expect(await from.roster(scope), 'what it tells of can be read').toMatchObject([{ commits: after + 1 }]);
      }
      stop();
    },
  );

  test('tells of what was committed while nobody waited, several commits as one or more', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    const { next, stop } = listening(await harness.again());
    await next();
    for (const after of [0, 1]) await store.commit(commitOf({ ...task, commits: after }));
    expect(await next()).toBe(true);
    stop();
  });

  test('tells of a pipeline that is not there yet, and of each new version', async () => {
    await using harness = await make();
    const { store } = harness;
    const { next, stop } = listening(await harness.again());
    expect(await next()).toBe(true);
    for (const rebuild of [undefined, 1]) {
      const told = next();
      await store.register('totals', 'fingerprint', [], rebuild);
      expect(await told).toBe(true);
    }
    stop();
  });

  test('ends when it is told to, also while it waits, and then leaves others alone', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    const [one, other, third] = [listening(store), listening(store), listening(store)];
    for (const { next } of [one, other, third]) await next();
    const waiting = one.next();
    one.stop();
    expect(await waiting).toBe(false);
    expect(await one.next()).toBe(false);
    await third.leave();
    const told = other.next();
    await store.commit(commitOf(task));
    expect(await told).toBe(true);
    other.stop();
    const late = listening(store);
    late.stop();
    expect(await late.next(), 'told to before it began').toBe(false);
  });

  test('gives the cells of one name of a partition, as its last commit left them', async () => {
    await using harness = await make();
    const { store } = harness;
    const cells = oddTexts.map((key) => ({ name: 'seen', key, value: JSON.stringify(key) }));
    const others = ['see', 'seen\0', 'counts'].map((name) => ({ name, key: 'a', value: '1' }));
    const [p, q] = [await started(store, 'p'), await started(store, 'q')];
    await store.commit(commitOf(q, { cells: [{ name: 'seen', key: 'q', value: '1' }] }));
    await store.commit(commitOf(p, { cells: [...cells, ...others] }));
    await store.commit(commitOf({ ...p, commits: 1 }, { cells: [{ name: 'seen', key: '', value: undefined }] }));
    const reader = await harness.reader();
    const found = await reader.cells(scope, 'p', 'seen');
    expect(found.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual(cells.slice(1));
    expect(await reader.cells(scope, 'p', 'none')).toEqual([]);
    expect(await reader.cells(scope, 'unknown', 'seen')).toEqual([]);
    expect(await store.commit(commitOf({ ...p, commits: 2 })), 'reading takes no fence').toBe('committed');
    await reader.close();
  });
}
