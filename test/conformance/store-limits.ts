import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import type { Child, PartitionId } from '../../src/core/record.ts';
import { COUNTERS_MAX } from '../../src/store/keys.ts';
import { DEAD_MAX, type Opened, OUTBOX_MAX, type Store } from '../../src/store/store.ts';
import type { MakeStore } from './store.ts';
import { commitOf, everything, full, letter, scope, started } from './store-data.ts';

const cells = (name: string) => [
  { name: 'seen', key: name, value: '1' },
  { name: 'counts', key: 'records', value: '1' },
];

/** What would grow for ever has a limit, and what is beyond it is told. */
export function limits(make: MakeStore): void {
  test('forgets the oldest dead letters of a version beyond so many, and tells how many', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    const PART = 25_000;
    const lettersFrom = (from: number, n: number) =>
      Array.from({ length: n }, (_, i) => ({ ...letter, id: `letter ${from + i}` }));
    for (let commits = 0; commits < DEAD_MAX / PART; commits++) {
      await store.commit(commitOf({ ...task, commits }, { dead: lettersFrom(commits * PART, PART) }));
    }
    expect(await store.forgottenLetters('totals')).toBe(0);
    await store.bury('totals', ['letter 1']);
    const next = { ...task, commits: DEAD_MAX / PART };
    await store.commit(commitOf(next, { dead: lettersFrom(DEAD_MAX, 1) }));
    expect(await store.forgottenLetters('totals'), 'there was room for one').toBe(0);
    await store.commit(commitOf({ ...next, commits: next.commits + 1 }, { dead: lettersFrom(DEAD_MAX - 1, 4) }));
    expect(await store.forgottenLetters('totals'), 'two of them were there').toBe(2);
    const reader = await harness.reader();
    const oldest = await reader.deadLetters('totals', { limit: 2 });
    expect(
      oldest.map(({ id }) => id),
      'of 0 to 3 one was buried',
    ).toEqual(['letter 3', 'letter 4']);
    const last = await reader.deadLetters('totals', { limit: 20, after: (oldest[0]?.number ?? 0) + DEAD_MAX - 9 });
    expect(last.at(-1)?.id).toBe(`letter ${DEAD_MAX + 2}`);
    const newest = await reader.deadLetters('totals', { limit: 2, newest: true });
    expect(newest.map(({ id }) => id)).toEqual([`letter ${DEAD_MAX + 2}`, `letter ${DEAD_MAX + 1}`]);
    expect(await reader.forgottenLetters('totals')).toBe(2);
    expect(await reader.forgottenLetters('nothing')).toBe(0);
    await reader.close();
    await store.register('totals', 'f2', [], 1);
    expect(await store.forgottenLetters('totals'), 'of the current version').toBe(0);
  });

  test('takes no message to a destination for which too many wait, until some are delivered', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    const message = (to: string, i: number) => ({ id: `${to} ${i}`, to, body: 'hello' });
    const most = Array.from({ length: OUTBOX_MAX - 1 }, (_, i) => message('slack', i));
    await store.commit(commitOf(task, { messages: most }));
    const two = [message('slack', OUTBOX_MAX - 1), message('slack', OUTBOX_MAX), message('mail', 0)];
    expect(await store.commit(commitOf({ ...task, commits: 1 }, { messages: two })), 'there was room').toBe(
      'committed',
    );
    const next = { ...task, commits: 2 };
    const before = await everything(store);
    const more = { ...full, keys: [{ key: `${k}n`, add: '1' }], messages: [message('mail', 1), message('slack', -1)] };
    const refused = store.commit(commitOf(next, more));
    await expect(refused).rejects.toBeInstanceOf(WorldError);
    await expect(refused).rejects.toThrow(/10001 messages of totals to slack wait .*nothing was written/);
    expect(await everything(store)).toEqual(before);
    expect(await store.keys.matching(`${k}*`)).toEqual([]);
    expect(await store.commit(commitOf(next, { messages: [message('mail', 1)] })), 'another one').toBe('committed');
    for (let i = 0; i < 2; i++) await store.delivered('totals', `slack ${i}`);
    expect(await store.commit(commitOf({ ...next, commits: 3 }, more))).toBe('committed');
    expect(await store.undelivered('totals', 'mail', 9)).toHaveLength(2);
  });

  test('counts under so many keys and no more, whether they stand or have expired', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    const PART = 10_000;
    const counters = (from: number, n: number) =>
      Array.from({ length: n }, (_, i) => ({ key: `${k}${from + i}`, add: '1', expires: 1 }));
    let commits = 0;
    for (; commits < COUNTERS_MAX / PART; commits++) {
      await store.commit(commitOf({ ...task, commits }, { keys: counters(commits * PART, PART) }));
    }
    const next = { ...task, commits };
    const refused = store.commit(commitOf(next, { ...full, keys: counters(COUNTERS_MAX - 1, 2) }));
    await expect(refused).rejects.toMatchObject({
      code: 'LIMIT',
      message: expect.stringMatching(/totals would count under more than 100000 keys.*nothing was written/),
    });
    expect(await store.head(scope, 'p')).toMatchObject({ commits });
    const others = [{ key: `${k}text`, set: '1' }, ...counters(COUNTERS_MAX - 1, 1)];
    expect(await store.commit(commitOf(next, { keys: others })), 'of those that there are').toBe('committed');
    const { scope: rebuilt } = await store.register('totals', 'f2', [], scope.version);
    const anew = await started(store, 'p', rebuilt);
    const commit = commitOf(anew, { scope: rebuilt, keys: counters(-1, 1) });
    expect(await store.commit(commit), 'of a new version').toBe('committed');
  });

  test('keeps the cells of a partition that has ended until all of its children have committed', async () => {
    await using harness = await make();
    const { store } = harness;
    await end(store, 'p', [
      { id: 'l', parents: ['p'] },
      { id: 'r', parents: ['p'] },
    ]);
    const l = await store.open(scope, 'l', 'owner');
    expect(l.inherited.map((of) => of.length)).toEqual([2]);
    expect(await first(store, l)).toBe('committed');
    const r = await store.open(scope, 'r', 'owner');
    expect(seenIn(r.inherited[0] ?? [])).toEqual(['p']);
    expect(await seen(store, 'p')).toEqual(['p']);
    expect(await first(store, r)).toBe('committed');
    expect(await seen(store, 'p')).toEqual([]);
    for (const child of ['l', 'r']) expect(await seen(store, child), 'its own stay').toEqual([child]);
    expect(await store.counts(scope), 'and so do the counters').toEqual({ records: 3 });
    expect((await store.open(scope, 'p', 'owner')).state.cells).toEqual(cells('p').slice(1));
    expect(await store.roster(scope)).toMatchObject([{ partition: 'l' }, { partition: 'p', ended: true }, {}]);
  });

  test('keeps the cells of two parents until the children of each have committed', async () => {
    await using harness = await make();
    const { store } = harness;
    for (const id of ['a', 'b', 'c']) await started(store, id);
    const [al, ab] = [
      { id: 'al', parents: ['a'] },
      { id: 'ab', parents: ['a', 'b'] },
    ];
    await end(store, 'a', [al, ab]);
    await end(store, 'b', [ab]);
    const merged = await store.open(scope, 'ab', 'owner');
    expect(merged.inherited.map(seenIn)).toEqual([['a'], ['b']]);
    await first(store, merged);
    expect([await seen(store, 'a'), await seen(store, 'b')]).toEqual([['a'], []]);
    await first(store, await store.open(scope, 'al', 'owner'));
    expect([await seen(store, 'a'), await seen(store, 'b'), await seen(store, 'c')]).toEqual([[], [], []]);
    const next = { ...merged, commits: 1, fence: (await store.open(scope, 'ab', 'owner')).fence };
    await store.commit(commitOf(next, { ended: { children: [{ id: 'abc', parents: ['ab', 'c'] }] } }));
    expect(await seen(store, 'ab'), 'its child has yet to begin').toEqual(['ab']);
    await end(store, 'c', [{ id: 'abc', parents: ['ab', 'c'] }]);
    await first(store, await store.open(scope, 'abc', 'owner'));
    expect([await seen(store, 'ab'), await seen(store, 'c'), await seen(store, 'abc')]).toEqual([[], [], ['abc']]);
  });

  test('keeps the cells of what ended without children, for the next run of a job', async () => {
    await using harness = await make();
    const { store } = harness;
    await end(store, 'p', []);
    expect(await seen(store, 'p')).toEqual(['p']);
    await first(store, await started(store, 'q'));
    expect((await store.open(scope, 'p', 'owner', { keep: ['seen'] })).state.cells).toEqual(cells('p').slice(0, 1));
  });

  test('forgets the cells of a parent that ends when its child has begun without it', async () => {
    await using harness = await make();
    const { store } = harness;
    await started(store, 'late');
    await end(store, 'p', [{ id: 'child', parents: ['p'] }]);
    await first(store, await store.open(scope, 'child', 'owner'));
    await end(store, 'late', [{ id: 'child', parents: ['p', 'late'] }]);
    expect(await seen(store, 'late')).toEqual([]);
  });
}

const first = (store: Store, task: Opened) => store.commit(commitOf(task, { cells: cells(task.partition) }));

async function end(store: Store, partition: PartitionId, children: readonly Child[]): Promise<void> {
  const task = await started(store, partition);
  const commit = commitOf(task, { cells: cells(partition), ended: { children } });
  expect(await store.commit(commit)).toBe('committed');
}

const seenIn = (saved: Opened['state']['cells']) => saved.filter(({ name }) => name === 'seen').map(({ key }) => key);

const seen = async (store: Store, partition: PartitionId) => seenIn(await store.cells(scope, partition, 'seen'));
