import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import type { LogRecord } from '../../src/core/record.ts';
import { log, map, pipeline, print, scan } from '../../src/index.ts';
import { Crashes } from '../../src/runtime/crashes.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { commitOf, scope, started } from '../conformance/store-data.ts';
import { testClock } from '../support/clock.ts';
import { Told } from '../support/outside.ts';

const text = ({ data }: LogRecord) => new TextDecoder().decode(data);
const lines = pipeline('lines').from(log('crypto'));

/** What a sink is given, as `TEXT NUMBER`; each item, crashes and pauses too, is a number further. */
async function written(...items: readonly Item[]): Promise<string[]> {
  const { writes } = await drive(lines.to(print()), items);
  return (writes.print ?? []).map(({ id, value }) => `${text(value)} ${Number(id.split('/')[2])}`);
}

test('a crash strikes while it reads: all that was not committed is read again, and nothing is counted twice', async () => {
  const numbered = lines.pipe(scan({ key: (_: LogRecord) => 'all', zero: () => 0 }, (n) => n + 1)).to(print());
  const { writes, counts } = await drive(numbered, ['a', 'b', CRASH, 'c', CRASH, CRASH, 'd']);
  expect(writes.print?.at(-1)?.value).toBe(4);
  expect(counts).toEqual({ records: 4 });
});

test('it strikes the commit after it, too: a sink gets what it has again, with the same ids', async () => {
  expect(await written('a', 'b')).toEqual(['a 1', 'b 2']);
  expect(await written('a', CRASH, 'b')).toEqual(['a 1', 'b 3', 'a 1', 'b 3']);
});

test('and the one after that, when it is made: nothing comes twice of what is committed', async () => {
  expect(await written('a', CRASH, 'b', PAUSE, 'c')).toEqual(['a 1', 'b 3', 'a 1', 'b 3', 'c 5']);
  expect(await written('a', CRASH, 'b', CRASH, 'c')).toEqual(['a 1', 'b 3', 'c 5', 'a 1', 'b 3', 'c 5']);
});

test('a pause commits what came before it', async () => {
  expect(await written('a', PAUSE, CRASH, 'b')).toEqual(['a 1', 'b 4', 'b 4']);
  expect(await written('a', CRASH, PAUSE, 'b')).toEqual(['a 1', 'a 1', 'b 4']);
});

test('the same crash never strikes twice, wherever reading begins again', async () => {
  expect(await written(CRASH, CRASH, 'a', CRASH, CRASH)).toEqual(['a 3', 'a 3']);
  const crashes = new Crashes();
  expect([1, 2, 1, 2, 3].map((item) => crashes.strikes(item))).toEqual([true, true, false, false, true]);
});

test('the commit that is struck first is not made, the one that is struck next is made, and neither is answered', async () => {
  const crashes = new Crashes();
  const store = memoryStore({ clock: testClock() });
  crashes.strike(store);
  const task = await started(store);
  crashes.strikes(1);
  for (const commits of [0, 1]) {
    await expect(store.commit(commitOf(task))).rejects.toThrow(WorldError);
    expect(await store.head(scope, 'p')).toMatchObject({ commits });
  }
  expect(await store.commit(commitOf({ ...task, commits: 1 }))).toBe('committed');
});

test('a message is delivered once for each commit that is made, also where that is not heard', async () => {
  const slack = new Told('slack');
  const told = lines.pipe(map((line) => ({ key: text(line) }))).to(slack);
  expect((await drive(told, ['a', CRASH, 'b'])).messages.slack).toEqual(['a', 'b']);
  expect((await drive(told, ['a', CRASH, 'b', PAUSE, 'c', CRASH, 'd'])).messages.slack).toEqual(['a', 'b', 'c', 'd']);
});

test('however often it crashes, in the end all is as if it never had', async () => {
  const job = pipeline('job').from(log('crypto', { end: true }));
  const items = Array.from({ length: 40 }, (_, i) => String(i));
  const numbered = job.pipe(scan({ key: text, zero: () => 0 }, (n) => n + 1)).to(print());
  const struck = items.flatMap((item, i): Item[] =>
    i % 3 === 0 ? [CRASH, item] : i % 7 === 0 ? [item, PAUSE] : [item],
  );
  const [calm, crashed] = [await drive(numbered, items), await drive(numbered, struck, { batch: 4 })];
  expect(new Set(crashed.writes.print?.map(({ id }) => id)).size).toBe(40);
  expect(new Set(crashed.writes.print?.map(({ value }) => value))).toEqual(new Set([1]));
  expect(crashed.counts).toEqual(calm.counts);
});
