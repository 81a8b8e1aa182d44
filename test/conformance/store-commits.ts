import { expect, test } from 'vitest';
import { START_OF_TIME } from '../../src/core/time.ts';
import type { Commit, Store } from '../../src/store/store.ts';
import type { MakeStore } from './store.ts';
import { commitOf, gather, rowOf, scope, started } from './store-data.ts';

export function commits(make: MakeStore): void {
  test('gives the next task what the last commit left: position, watermark, cells and open rows', async () => {
    await using harness = await make();
    const { store } = harness;
    const first = await started(store);
    expect(first).toEqual({
      inherited: [],
      partition: 'p',
      parents: [],
      position: undefined,
      watermark: START_OF_TIME,
      ended: false,
      commits: 0,
      fence: first.fence,
      state: { cells: [], rows: [] },
    });
    const open = [rowOf('a', 0), rowOf('a', 60), rowOf('b', 60, { partials: '{"n":{"$number":"-0"}}' })];
    const cells = [
      { name: 'seen', key: 'x', value: '[1]' },
      { name: 'seen', key: 'y', value: '[2]' },
      { name: 'last', key: 'x', value: '"…"' },
    ];
    const rows = [rowOf('z', 0, { final: true }), ...open];
    await store.commit(commitOf(first, { position: '5', watermark: 70.5, cells, rows }));
    await store.commit(
      commitOf(
        { ...first, commits: 1 },
        {
          position: '9',
          watermark: 80.25,
          cells: [
            { name: 'seen', key: 'x', value: undefined },
            { name: 'seen', key: 'never', value: undefined },
            { name: 'seen', key: 'y', value: '[2,3]' },
          ],
          rows: [rowOf('a', 0, { final: true })],
        },
      ),
    );
    const second = await (await harness.again()).open(scope, 'p', 'owner', false);
    expect(second).toMatchObject({ position: '9', watermark: 80.25, commits: 2, ended: false });
    expect(sorted(second.state.rows)).toEqual(sorted(open.slice(1)));
    const left = [
      { name: 'seen', key: 'y', value: '[2,3]' },
      { name: 'last', key: 'x', value: '"…"' },
    ];
    expect(sorted(second.state.cells)).toEqual(sorted(left));
    expect(sorted(await store.cells(scope, 'p'))).toEqual(sorted(left));
  });

  test('raises the number of commits by one each time, and tells it with the fence', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    for (let after = 0; after < 3; after++) {
      expect(await store.head(scope, 'p')).toEqual({ fence: task.fence, commits: after });
      expect(await store.commit(commitOf({ ...task, commits: after }))).toBe('committed');
    }
    expect(await store.head(scope, 'p')).toEqual({ fence: task.fence, commits: 3 });
  });

  test('gives each opening a fence of its own', async () => {
    await using harness = await make();
    const { store } = harness;
    await started(store);
    const fences = new Set<string>();
    for (let i = 0; i < 5; i++) fences.add((await store.open(scope, 'p', 'owner', false)).fence);
    expect(fences.size).toBe(5);
  });

  test('refuses the commit of a task whose partition another has opened, and writes nothing of it', async () => {
    await using harness = await make();
    const { store } = harness;
    const zombie = await started(store);
    const task = await (await harness.again()).open(scope, 'p', 'other', false);
    const before = await everything(store);
    expect(await store.commit(commitOf(zombie, full))).toBe('fenced');
    expect(await store.commit(commitOf({ ...zombie, commits: 7 }, full)), 'fenced before moved').toBe('fenced');
    expect(await everything(store)).toEqual(before);
    expect(await store.commit(commitOf(task, full))).toBe('committed');
    expect(await everything(store)).not.toEqual(before);
  });

  test('refuses a commit that does not follow the last one, and writes nothing of it', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    await store.commit(commitOf(task));
    const before = await everything(store);
    expect(await store.commit(commitOf(task, full)), 'twice').toBe('moved');
    expect(await store.commit(commitOf({ ...task, commits: 2 }, full)), 'ahead').toBe('moved');
    expect(await everything(store)).toEqual(before);
  });

  test('takes one of several commits that were sent at once through several handles', async () => {
    await using harness = await make();
    const handles = [harness.store, await harness.again(), await harness.again()];
    const task = await started(harness.store);
    const commit = commitOf(task, { cells: [{ name: 'n', key: 'k', value: '1' }] });
    const answers = await Promise.all([...handles, ...handles].map((handle) => handle.commit(commit)));
    expect(answers.toSorted()).toEqual(['committed', ...new Array<string>(5).fill('moved')]);
    expect(await harness.store.head(scope, 'p')).toMatchObject({ commits: 1 });
  });

  test('starts afresh where told to, but keeps the dead letters, the messages and the number of commits', async () => {
    await using harness = await make();
    const { store } = harness;
    await store.commit(commitOf(await started(store, 'other'), { rows: [rowOf('a', 0)] }));
    const task = await started(store);
    await store.commit(commitOf(task, { ...full, rows: [rowOf('a', 0), rowOf('b', 0, { final: true })] }));
    const fresh = await store.open(scope, 'p', 'owner', true);
    expect(fresh).toMatchObject({ position: undefined, watermark: START_OF_TIME, ended: false, commits: 1 });
    expect(fresh.state).toEqual({ cells: [], rows: [] });
    expect(await gather(store.rows(scope))).toMatchObject([{ partition: 'other' }]);
    expect(await store.counts(scope)).toEqual({});
    expect(await store.deadLetters('totals', { limit: 9 })).toHaveLength(1);
    expect(await store.undelivered(scope, 9)).toHaveLength(1);
    expect(await store.commit(commitOf({ ...task, commits: 1 }))).toBe('fenced');
    expect(await store.commit(commitOf(fresh))).toBe('committed');
  });
}

/** Something of each kind. */
const full: Partial<Commit> = {
  position: '99',
  watermark: 9_999,
  cells: [{ name: 'counts', key: 'records', value: '1' }],
  rows: [rowOf('new', 0)],
  dead: [{ id: 'd', position: '1', operator: 'parse', reason: 'unparsable', detail: '', data: new Uint8Array(1) }],
  messages: [{ id: 'm', to: 'slack', body: 'hello' }],
  ended: { children: [{ id: 'child', parents: ['p'] }] },
};

const everything = async (store: Store): Promise<unknown> => ({
  roster: await store.roster(scope),
  cells: await store.cells(scope, 'p'),
  rows: await gather(store.rows(scope)),
  dead: await store.deadLetters('totals', { limit: 9 }),
  messages: await store.undelivered(scope, 9),
});

/** For lists whose order means nothing. */
const sorted = (items: readonly object[]): string[] =>
  items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
