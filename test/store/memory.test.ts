import { expect, test } from 'vitest';
import { memoryStore } from '../../src/store/memory.ts';
import { describeStore } from '../conformance/store.ts';
import { commitOf, gather, rowOf, scope, started } from '../conformance/store-data.ts';
import { testClock } from '../support/clock.ts';

describeStore('memory', async () => {
  const clock = testClock();
  const store = memoryStore({ clock });
  return {
    store,
    again: async () => store,
    reader: async () => store,
    pass: (span) => clock.sleep(span),
    keys: '',
    [Symbol.asyncDispose]: () => store.close(),
  };
});

test('a memory store can be rolled back to what it held, more than once', async () => {
  const store = memoryStore({ clock: testClock() });
  const task = await started(store);
  await store.commit(commitOf(task, { position: '1', rows: [rowOf('a', 0)] }));
  const image = store.snapshot();
  const later = commitOf({ ...task, commits: 1 }, { position: '2', rows: [rowOf('a', 0, { final: true })] });
  for (let i = 0; i < 2; i++) {
    expect(await store.commit(later)).toBe('committed');
    expect(await gather(store.rows(scope))).toMatchObject([{ final: true }]);
    store.restore(image);
    expect(await store.head(scope, 'p')).toEqual({ fence: task.fence, commits: 1 });
    expect(await gather(store.rows(scope))).toMatchObject([{ final: false }]);
  }
});

test('a task from before a rollback is not taken for the one that opened after it', async () => {
  const store = memoryStore({ clock: testClock() });
  await started(store);
  const image = store.snapshot();
  const before = await store.open(scope, 'p', 'owner');
  store.restore(image);
  const after = await store.open(scope, 'p', 'owner');
  expect(await store.commit(commitOf(before))).toBe('fenced');
  expect(await store.commit(commitOf(after))).toBe('committed');
});
