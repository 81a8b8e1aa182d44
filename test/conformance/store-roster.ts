import { expect, test } from 'vitest';
import { START_OF_TIME } from '../../src/core/time.ts';
import type { Store } from '../../src/store/store.ts';
import type { MakeStore } from './store.ts';
import { cellsOf, commitOf, oddTexts, scope, started } from './store-data.ts';

export function roster(make: MakeStore): void {
  test('enrols partitions at the start of time, and lists them in code-unit order', async () => {
    await using harness = await make();
    const { store } = harness;
    const names = oddTexts.filter((text) => text !== '');
    await store.register('totals', 'fingerprint', []);
    await store.enrol(
      scope,
      names.toReversed().map((id) => ({ id, parents: names.slice(0, 2) })),
    );
    const reader = await harness.reader();
    expect(await reader.roster(scope)).toEqual(
      names.map((partition) => ({
        partition,
        parents: names.slice(0, 2),
        position: undefined,
        watermark: START_OF_TIME,
        ended: false,
        commits: 0,
      })),
    );
    await reader.close();
    expect(await store.head(scope, 'A')).toEqual({ fence: undefined, commits: 0 });
    expect(await store.roster({ ...scope, version: 2 })).toEqual([]);
  });

  test('leaves a partition as it is that is enrolled again', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    await store.commit(commitOf(task, { position: '7', watermark: 70, cells: [{ name: 'n', key: 'k', value: '1' }] }));
    const [before] = await store.roster(scope);
    await store.enrol(scope, [
      { id: 'p', parents: ['other'] },
      { id: 'other', parents: [] },
    ]);
    expect((await store.roster(scope)).find(({ partition }) => partition === 'p')).toEqual(before);
    expect(await store.head(scope, 'p')).toEqual({ fence: task.fence, commits: 1 });
    expect(await cellsOf(store, 'p')).toHaveLength(1);
  });

  test('takes it for a restored store when a partition is opened or written that is not enrolled', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    await expect(store.open(scope, 'nowhere', 'owner')).rejects.toMatchObject({ code: 'MOVED' });
    expect(await store.commit(commitOf({ ...task, partition: 'nowhere' }))).toBe('moved');
    expect(await store.head(scope, 'nowhere')).toEqual({ fence: undefined, commits: 0 });
  });

  test('takes it for a restored store when the version, or the parents of a child, are not there', async () => {
    await using harness = await make();
    const { store } = harness;
    const moved = { code: 'MOVED' };
    await expect(store.enrol(scope, [{ id: 'p', parents: [] }])).rejects.toMatchObject(moved);
    await started(store);
    await expect(store.enrol({ ...scope, version: 2 }, [{ id: 'p', parents: [] }])).rejects.toMatchObject(moved);
    const lost = [
      { id: 'q', parents: [] },
      { id: 'child', parents: ['p', 'lost'] },
    ];
    await expect(store.enrol(scope, lost)).rejects.toMatchObject({
      ...moved,
      message: expect.stringContaining('lost'),
    });
    expect(await store.roster(scope)).toMatchObject([{ partition: 'p' }]);
  });

  test('enrols the children of an ended partition in the same commit, at its watermark', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    const children = ['l', 'r'].map((id) => ({ id, parents: ['p'] }));
    expect(await store.commit(commitOf({ ...task, commits: 9 }, { ended: { children } }))).toBe('moved');
    expect(await store.roster(scope)).toMatchObject([{ partition: 'p', ended: false }]);
    expect(await store.commit(commitOf(task, { watermark: 500, ended: { children } }))).toBe('committed');
    expect(await store.roster(scope)).toMatchObject([
      { partition: 'l', parents: ['p'], position: undefined, watermark: 500, ended: false, commits: 0 },
      { partition: 'p', ended: true, watermark: 500 },
      { partition: 'r', parents: ['p'], position: undefined, watermark: 500, ended: false, commits: 0 },
    ]);
    expect(await store.open(scope, 'p', 'owner')).toMatchObject({ ended: true, watermark: 500 });
    expect(await store.open(scope, 'l', 'owner')).toMatchObject({ watermark: 500, position: undefined });
  });

  test('gives a merged child the larger watermark and all of its parents, whichever ends first', async () => {
    await using harness = await make();
    const { store } = harness;
    await end(store, 'a', 900, [{ id: 'ab', parents: ['a'] }]);
    await end(store, 'b', 400, [{ id: 'ab', parents: ['b', 'a'] }]);
    await end(store, 'c', 400, [{ id: 'cd', parents: ['c'] }]);
    await end(store, 'd', 900, [{ id: 'cd', parents: ['d'] }]);
    const found = new Map((await store.roster(scope)).map((enrolled) => [enrolled.partition, enrolled]));
    expect(found.get('ab')).toMatchObject({ parents: ['a', 'b'], watermark: 900 });
    expect(found.get('cd')).toMatchObject({ parents: ['c', 'd'], watermark: 900 });
  });

  test('leaves out a parent that is not on the roster: it was over before the pipeline began', async () => {
    await using harness = await make();
    const { store } = harness;
    await end(store, 'a', 900, [{ id: 'ab', parents: ['a', 'gone'] }]);
    expect((await store.roster(scope)).at(-1)).toMatchObject({ partition: 'ab', parents: ['a'] });
    expect(await store.open(scope, 'ab', 'owner')).toMatchObject({ watermark: 900 });
  });

  test('enrols a partition that comes later no earlier than what the others have settled', async () => {
    await using harness = await make();
    const { store } = harness;
    await store.register('totals', 'fingerprint', []);
    await store.enrol(
      scope,
      ['p', 'q'].map((id) => ({ id, parents: [] })),
    );
    await store.enrol(scope, [{ id: 'beside', parents: [] }]);
    for (const [id, watermark] of [
      ['p', 300],
      ['q', 500],
      ['beside', 400],
    ] as const) {
      await store.commit(commitOf(await store.open(scope, id, 'owner'), { watermark }));
    }
    await store.enrol(scope, [
      { id: 'root', parents: [] },
      { id: 'child', parents: ['p'] },
    ]);
    const found = new Map((await store.roster(scope)).map(({ partition, watermark }) => [partition, watermark]));
    expect(found.get('root')).toBe(300);
    expect(found.get('child'), 'its parent still holds everything back').toBe(START_OF_TIME);
    await end(store, 'p', 350, [{ id: 'child', parents: ['p'] }]);
    const [child] = (await store.roster(scope)).filter(({ partition }) => partition === 'child');
    expect(child).toMatchObject({ watermark: 350 });
  });

  test('lifts a child that was enrolled before its parent ended', async () => {
    await using harness = await make();
    const { store } = harness;
    await started(store, 'p');
    await store.enrol(scope, [{ id: 'child', parents: ['p'] }]);
    await end(store, 'p', 500, [{ id: 'child', parents: ['p'] }]);
    const [child] = await store.roster(scope);
    expect(child).toMatchObject({ partition: 'child', parents: ['p'], watermark: 500 });
  });

  test('opens a child when its parents have ended, with their cells, until it has committed', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    const other = await started(store, 'q');
    await store.enrol(scope, [{ id: 'child', parents: ['p', 'q'] }]);
    await expect(store.open(scope, 'child', 'owner')).rejects.toMatchObject({ code: 'MOVED' });
    const cells = [{ name: 'n', key: 'k', value: '1' }];
    await store.commit(commitOf(task, { position: '7', watermark: 70, cells, ended: { children: [] } }));
    await expect(store.open(scope, 'child', 'owner')).rejects.toMatchObject({ code: 'MOVED' });
    await store.commit(commitOf(other, { position: '7', watermark: 60, ended: { children: [] } }));
    const child = await store.open(scope, 'child', 'owner');
    expect(child.inherited).toEqual([cells, []]);
    await store.commit(commitOf(child, { position: '1', watermark: 80 }));
    expect((await store.open(scope, 'child', 'owner')).inherited).toEqual([]);
  });
}

async function end(
  store: Store,
  partition: string,
  watermark: number,
  children: readonly { readonly id: string; readonly parents: readonly string[] }[],
): Promise<void> {
  const task = await started(store, partition);
  expect(await store.commit(commitOf(task, { watermark, ended: { children } }))).toBe('committed');
}
