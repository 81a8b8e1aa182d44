import { expect, test } from 'vitest';
import { State } from '../../src/core/state.ts';
import type { MakeStore } from './store.ts';
import { commitOf, oddTexts, scope, started } from './store-data.ts';

export function besideTheState(make: MakeStore): void {
  test('gives dead letters in the order in which they were set aside, by the page', async () => {
    await using harness = await make();
    const { store } = harness;
    const [p, q] = [await started(store, 'p'), await started(store, 'q')];
    const odd = oddTexts.toReversed().map((text) => letterOf(text, 'q'));
    await store.commit(commitOf(q, { dead: odd }));
    await store.commit(commitOf(p, { dead: [letterOf('B', 'b'), letterOf('A', 'a')] }));
    await store.commit(commitOf({ ...q, commits: 1 }, { dead: [letterOf('AA', 'q')] }));
    const reader = await harness.reader();
    const letters = await reader.deadLetters('totals', { limit: 100 });
    expect(letters.map(({ number: _, ...letter }) => letter)).toEqual([
      ...odd.map((letter) => ({ ...letter, partition: 'q' })),
      { ...letterOf('B', 'b'), partition: 'p' },
      { ...letterOf('A', 'a'), partition: 'p' },
      { ...letterOf('AA', 'q'), partition: 'q' },
    ]);
    for (const [i, { number }] of letters.entries()) {
      expect(await reader.deadLetters('totals', { limit: 3, after: number })).toEqual(letters.slice(i + 1, i + 4));
      const newest = await reader.deadLetters('totals', { limit: i + 1, newest: true });
      expect(newest).toEqual(letters.toReversed().slice(0, i + 1));
      const since = { limit: 3, after: number, newest: true };
      expect(await reader.deadLetters('totals', since)).toEqual(
        letters
          .slice(i + 1)
          .toReversed()
          .slice(0, 3),
      );
    }
    expect(await reader.deadLetters('totals', { limit: 100, newest: true })).toEqual(letters.toReversed());
    expect(await reader.deadLetters('totals', { limit: 100, newest: false })).toEqual(letters);
    expect(await reader.deadLetters('nothing', { limit: 3 })).toEqual([]);
    expect(await reader.deadLetters('nothing', { limit: 3, newest: true })).toEqual([]);
    await reader.close();
  });

  test('goes on behind a dead letter that was buried meanwhile', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    await store.commit(commitOf(task, { dead: ['1', '2', '3'].map((at) => letterOf(at, '')) }));
    const [first, second] = await store.deadLetters('totals', { limit: 2 });
    await store.bury('totals', [first?.id ?? '', second?.id ?? '']);
    const rest = await store.deadLetters('totals', { limit: 9, after: second?.number });
    expect(rest.map(({ id }) => id)).toEqual(['3/']);
    expect(await store.deadLetters('totals', { limit: 9, newest: true })).toEqual(rest);
    await store.bury('totals', ['3/']);
    await store.commit(commitOf({ ...task, commits: 1 }, { dead: [letterOf('4', '')] }));
    expect(await store.deadLetters('totals', { limit: 9, after: rest[0]?.number })).toMatchObject([{ id: '4/' }]);
  });

  test('keeps a dead letter once, however often it is committed, with its bytes as they were then', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    const buffer = Uint8Array.from([1, 2, 255, 0, 5, 6]);
    const letter = { ...letterOf('1', 'x'), data: buffer.subarray(2, 5) };
    await store.commit(commitOf(task, { dead: [letter] }));
    buffer.fill(9);
    const empty = { ...letterOf('2', 'x'), data: new Uint8Array() };
    await store.commit(commitOf({ ...task, commits: 1 }, { dead: [letterOf('1', 'x'), empty] }));
    const found = await store.deadLetters('totals', { limit: 9 });
    expect(found.map(({ data }) => [...data])).toEqual([[255, 0, 5], []]);
  });

  test('buries the dead letters that it is told to', async () => {
    await using harness = await make();
    const { store } = harness;
    const dead = ['1', '2', '3'].map((at) => letterOf(at, ''));
    await store.commit(commitOf(await started(store), { dead }));
    await store.bury('totals', ['1/', '3/', 'none']);
    await store.bury('nothing', ['2/']);
    expect(await store.deadLetters('totals', { limit: 9 })).toMatchObject([{ id: '2/' }]);
  });

  test('lists and buries the dead letters of the current version only, and keeps the others', async () => {
    await using harness = await make();
    const { store } = harness;
    const old = await started(store);
    await store.commit(commitOf(old, { dead: [letterOf('1', '')] }));
    const { scope: next } = await store.register('totals', 'f2', [], 1);
    expect(await store.deadLetters('totals', { limit: 9 })).toEqual([]);
    const task = await started(store, 'p', next);
    await store.commit(commitOf(task, { scope: next, dead: [letterOf('1', '')] }));
    expect(await store.deadLetters('totals', { limit: 9, newest: true })).toMatchObject([{ id: '1/' }]);
    await store.bury('totals', ['1/']);
    expect(await store.deadLetters('totals', { limit: 9 })).toEqual([]);
  });

  test('keeps messages in the order of their commits until they are delivered', async () => {
    await using harness = await make();
    const { store } = harness;
    const p = await started(store, 'p');
    const q = await started(store, 'q');
    await store.commit(commitOf(q, { messages: ['z', 'a'].map(messageOf) }));
    await store.commit(commitOf(p, { messages: ['y', 'a'].map(messageOf) }));
    await store.commit(commitOf({ ...q, commits: 1 }, { messages: ['b'].map(messageOf) }));
    const waiting = async (limit: number) => (await store.undelivered('totals', 'slack', limit)).map(({ id }) => id);
    expect(await waiting(9)).toEqual(['z', 'a', 'y', 'b']);
    expect(await waiting(2)).toEqual(['z', 'a']);
    await store.delivered('totals', 'a');
    await store.delivered('totals', 'a');
    await store.delivered('others', 'z');
    const other = await harness.again();
    expect(await other.undelivered('totals', 'slack', 9)).toEqual(['z', 'y', 'b'].map(messageOf));
    expect(await other.undelivered('others', 'slack', 9)).toEqual([]);
    await other.close();
  });

  test('keeps the messages of each destination in an order of their own, as they were said first', async () => {
    await using harness = await make();
    const { store } = harness;
    const numbered = Array.from({ length: 12 }, (_, i) => messageOf(String(i)));
    const mail = { ...messageOf('m'), to: 'mail' };
    await store.commit(commitOf(await started(store, 'p'), { messages: [...numbered, mail] }));
    const again = numbered.map((message) => ({ ...message, body: 'another' }));
    await store.commit(commitOf(await started(store, 'q'), { messages: again }));
    expect(await store.undelivered('totals', 'slack', 99)).toEqual(numbered);
    expect(await store.undelivered('totals', 'mail', 99)).toEqual([mail]);
    expect(await store.undelivered('totals', 'none', 99)).toEqual([]);
  });

  test('keeps messages whatever is in them, also over a new version', async () => {
    await using harness = await make();
    const { store } = harness;
    const odd = oddTexts.map((text) => ({ id: text, to: 'slack', body: text }));
    await store.commit(commitOf(await started(store), { messages: odd }));
    const { scope: next } = await store.register('totals', 'f2', [], 1);
    const task = await started(store, 'p', next);
    await store.commit(commitOf(task, { scope: next, messages: [messageOf('later')] }));
    expect(await store.undelivered('totals', 'slack', 99)).toEqual([...odd, messageOf('later')]);
  });

  test('adds the counters of all partitions up', async () => {
    await using harness = await make();
    const { store } = harness;
    for (const [partition, n] of [
      ['p', 3],
      ['q', 4],
    ] as const) {
      const state = new State();
      state.count('records', n);
      state.count(`only in ${partition}`);
      state.cells<number>('other').set('records', 100);
      await store.commit(commitOf(await started(store, partition), { cells: state.takeDirtyCells() }));
    }
    expect(await store.counts(scope)).toEqual({ records: 7, 'only in p': 1, 'only in q': 1 });
  });
}

const letterOf = (position: string, id: string) => ({
  id: `${position}/${id}`,
  position,
  operator: 'parse',
  reason: 'unparsable' as const,
  detail: 'no JSON',
  data: Uint8Array.from([7]),
});

const messageOf = (id: string) => ({ id, to: 'slack', body: `body of ${id} 😀` });
