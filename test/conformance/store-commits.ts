import { expect, test } from 'vitest';
import { START_OF_TIME } from '../../src/core/time.ts';
import { openingOf } from '../../src/store/store.ts';
import type { MakeStore } from './store.ts';
import { cellsOf, commitOf, everything, full, gather, letter, oddTexts, rowOf, scope, started } from './store-data.ts';

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
    const second = await (await harness.again()).open(scope, 'p', 'owner');
    expect(second).toMatchObject({ position: '9', watermark: 80.25, commits: 2, ended: false });
    expect(sorted(second.state.rows)).toEqual(sorted(open.slice(1)));
    const left = [
      { name: 'seen', key: 'y', value: '[2,3]' },
      { name: 'last', key: 'x', value: '"…"' },
    ];
    expect(sorted(second.state.cells)).toEqual(sorted(left));
  });

  test('raises the number of commits by one each time, and tells it with the fence', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    const reader = await harness.reader();
    for (let after = 0; after < 3; after++) {
      expect(await store.head(scope, 'p')).toEqual({ fence: task.fence, commits: after });
      expect(await reader.head(scope, 'p')).toEqual({ fence: task.fence, commits: after });
      expect(await store.commit(commitOf({ ...task, commits: after }))).toBe('committed');
    }
    expect(await store.head(scope, 'p')).toEqual({ fence: task.fence, commits: 3 });
    expect(await reader.head(scope, 'p')).toEqual({ fence: task.fence, commits: 3 });
    expect(await reader.head(scope, 'nowhere')).toEqual({ fence: undefined, commits: 0 });
    await reader.close();
  });

  test('gives each opening a fence of its own', async () => {
    await using harness = await make();
    const { store } = harness;
    await started(store);
    const fences = new Set<string>();
    for (let i = 0; i < 5; i++) fences.add((await store.open(scope, 'p', 'owner')).fence);
    expect(fences.size).toBe(5);
  });

  test('tells by its fence how often a partition was opened, and by whom', async () => {
    await using harness = await make();
    const { store } = harness;
    await started(store);
    await started(store, 'q');
    const reader = await harness.reader();
    const opening = async (partition: string, of = scope) => {
      const { fence } = await reader.head(of, partition);
      return fence === undefined ? undefined : openingOf(fence);
    };
    const owners = ['host:1:ab', 'host:1:ab/jobs/7', '/', '', '3/a', 'wörld 😀\n', ...Array<string>(7).fill('again')];
    const other = await harness.again();
    for (const [i, owner] of owners.entries()) {
      const fresh = i === 4 ? { keep: [] } : undefined;
      const { fence } = await (i % 2 ? store : other).open(scope, 'p', owner, fresh);
      expect(openingOf(fence)).toEqual({ opened: i + 2, owner });
      expect(await opening('p')).toEqual({ opened: i + 2, owner });
    }
    expect(await opening('q'), 'each is counted by itself').toEqual({ opened: 1, owner: 'owner' });
    await store.enrol(scope, [{ id: 'new', parents: [] }]);
    expect(await opening('new')).toBeUndefined();
    const { scope: next } = await store.register('totals', 'f2', [], 1);
    await started(store, 'p', next);
    expect(await opening('p', next), 'and each version').toEqual({ opened: 1, owner: 'owner' });
    await other.close();
    await reader.close();
  });

  test('refuses the commit of a task whose partition another has opened, and writes nothing of it', async () => {
    await using harness = await make();
    const { store } = harness;
    const zombie = await started(store);
    await store.commit(commitOf(await started(store, 'q'), { rows: [rowOf('old', 0, { final: true })] }));
    const task = await (await harness.again()).open(scope, 'p', 'other');
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
    await store.commit(commitOf(task, { rows: [rowOf('old', 0, { final: true })] }));
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
    await store.commit(
      commitOf(task, {
        ...full,
        rows: [rowOf('a', 0), rowOf('b', 0, { final: true })],
        keep: Number.POSITIVE_INFINITY,
      }),
    );
    const fresh = await store.open(scope, 'p', 'owner', { keep: [] });
    expect(fresh).toMatchObject({ position: undefined, watermark: START_OF_TIME, ended: false, commits: 1 });
    expect(fresh.state).toEqual({ cells: [], rows: [] });
    expect(await gather(store.rows(scope))).toMatchObject([{ partition: 'other' }]);
    expect(await gather(store.closing(scope, undefined, 999))).toMatchObject([{ partition: 'other' }]);
    expect(await store.counts(scope)).toEqual({});
    expect(await store.deadLetters('totals', { limit: 9 })).toHaveLength(1);
    expect(await store.undelivered('totals', 'slack', 9)).toHaveLength(1);
    expect(await store.commit(commitOf({ ...task, commits: 1 }))).toBe('fenced');
    expect(await store.commit(commitOf(fresh))).toBe('committed');
  });

  test('keeps of a partition that starts afresh the cells that it is told to', async () => {
    await using harness = await make();
    const { store } = harness;
    const cells = ['a', 'b', 'a:b'].map((name) => ({ name, key: 'k', value: '1' }));
    await store.commit(commitOf(await started(store), { cells }));
    const fresh = await store.open(scope, 'p', 'owner', { keep: ['b', 'none'] });
    expect(fresh.state.cells).toEqual([{ name: 'b', key: 'k', value: '1' }]);
  });

  test('shows nobody a watermark before the rows that it was committed with', async () => {
    await using harness = await make();
    const { store } = harness;
    const reader = await harness.reader();
    let task = await started(store);
    for (let n = 1; n <= 30; n++) {
      const rows = Array.from({ length: n }, (_, i) => rowOf(`k${i}`, 60 * n));
      const committed = store.commit(commitOf(task, { watermark: n, rows }));
      const [{ watermark = 0 } = {}] = await reader.roster(scope);
      const seen = await gather(reader.rows(scope, { from: 60 * watermark }));
      if (watermark > 0) expect(seen.filter(({ start }) => start === 60 * watermark)).toHaveLength(watermark);
      expect(await committed).toBe('committed');
      task = { ...task, commits: n };
    }
    await reader.close();
  });

  test('takes commits of thousands of rows, cells, letters and messages', async () => {
    await using harness = await make();
    const { store } = harness;
    const many = Array.from({ length: 5_000 }, (_, i) => String(i).padStart(4, '0'));
    const commit = commitOf(await started(store), {
      rows: many.map((key) => rowOf(key, 0)),
      cells: many.map((key) => ({ name: 'n', key, value: '1' })),
      dead: many.map((id) => ({ ...letter, id, position: id })),
      messages: many.map((id) => ({ id, to: 'slack', body: id })),
    });
    expect(await store.commit(commit)).toBe('committed');
    expect((await gather(store.rows(scope))).map(({ key }) => key)).toEqual(many);
    expect(await cellsOf(store, 'p')).toHaveLength(many.length);
    expect((await store.deadLetters('totals', { limit: 9_999 })).map(({ id }) => id)).toEqual(many);
    expect((await store.undelivered('totals', 'slack', 9_999)).map(({ id }) => id)).toEqual(many);
  });

  test('keeps cells apart whatever is in their names and keys', async () => {
    await using harness = await make();
    const { store } = harness;
    const cells = [...oddTexts, 'a', 'a:b', 'b:c', 'c', 'a/b', 'b/c'].flatMap((name, i, all) =>
      [name, all[all.length - 1 - i] ?? ''].map((key) => ({ name, key, value: JSON.stringify([name, key]) })),
    );
    const unique = [...new Map(cells.map((cell) => [cell.value, cell])).values()];
    await store.commit(commitOf(await started(store, 'p:q'), { cells: unique }));
    await store.commit(commitOf(await started(store, 'p'), { cells: [{ name: 'q:a', key: 'b', value: '0' }] }));
    expect(sorted(await cellsOf(store, 'p:q'))).toEqual(sorted(unique));
    expect(await cellsOf(store, 'p')).toHaveLength(1);
  });
}

/** For lists whose order means nothing. */
const sorted = (items: readonly object[]): string[] =>
  items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
