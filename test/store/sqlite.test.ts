import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import type { Clock } from '../../src/core/time.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { sqliteReader } from '../../src/store/sqlite-reader.ts';
import { describeStore } from '../conformance/store.ts';
import { commitOf, gather, rowOf, scope, started } from '../conformance/store-data.ts';
import { testClock } from '../support/clock.ts';
import { folderPerTest, temporaryFolder } from '../support/folder.ts';

describeStore('sqlite', async () => {
  const folder = await temporaryFolder();
  const clock = testClock();
  const path = join(folder.path, 'data', 'store.db');
  const store = await sqliteStore(path, { clock });
  return {
    store,
    again: () => sqliteStore(path, { clock }),
    reader: () => sqliteReader(path, { clock }),
    pass: (span) => clock.sleep(span),
    keys: '',
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
});

const clock = testClock();
const folder = folderPerTest();
const path = join(folder, 'store.db');

test('a reader sees what was committed while a writer is in the middle of a transaction', async () => {
  const store = await sqliteStore(path, { clock });
  const task = await started(store);
  await store.commit(commitOf(task, { rows: [rowOf('a', 0)] }));
  await store.lease('totals', 'owner', 10_000);
  using writer = new DatabaseSync(path);
  writer.exec(`BEGIN IMMEDIATE; UPDATE rows SET partials = '"not yet"'; DELETE FROM leases; DELETE FROM roster`);
  const reader = await sqliteReader(path, { clock: neverAsleep });
  expect(await gather(reader.rows(scope))).toEqual([{ ...rowOf('a', 0), partition: 'p' }]);
  for (const handle of [reader, store]) {
    expect(await handle.head(scope, 'p')).toEqual({ fence: task.fence, commits: 1 });
    expect(await handle.holder('totals')).toMatchObject({ owner: 'owner' });
  }
  writer.exec('COMMIT');
  expect(await gather(reader.rows(scope))).toMatchObject([{ partials: '"not yet"' }]);
  await reader.close();
  await store.close();
});

test('a reader opens a store that nobody else has open', async () => {
  const store = await sqliteStore(path, { clock });
  await store.commit(commitOf(await started(store), { rows: [rowOf('a', 0)] }));
  await store.close();
  const reader = await sqliteReader(path, { clock: neverAsleep });
  expect(await gather(reader.rows(scope))).toHaveLength(1);
  await reader.close();
});

test('a commit waits asynchronously while another process writes', async () => {
  using writer = new DatabaseSync(path);
  const spans: number[] = [];
  const patient: Clock = {
    ...clock,
    sleep: async (span) => {
      if (spans.push(span) === 3) writer.exec('COMMIT');
    },
  };
  const store = await sqliteStore(path, { clock: patient });
  const task = await started(store);
  writer.exec('BEGIN IMMEDIATE');
  expect(await store.commit(commitOf(task))).toBe('committed');
  expect(spans).toHaveLength(3);
  await store.close();
});

test('a commit gives up on a file that stays locked, with a WorldError, and has then written nothing', async () => {
  const store = await sqliteStore(path, { clock });
  const task = await started(store);
  const begun = clock.now();
  using writer = new DatabaseSync(path);
  writer.exec('BEGIN IMMEDIATE');
  await expect(store.commit(commitOf(task))).rejects.toThrow(WorldError);
  expect(clock.now() - begun).toBeGreaterThan(5_000);
  writer.exec('ROLLBACK');
  expect(await store.commit(commitOf(task))).toBe('committed');
  await store.close();
});

test('a mistake in the program is no failing world, and leaves no transaction behind', async () => {
  const store = await sqliteStore(path, { clock });
  const task = await started(store);
  const bug = commitOf(task, { rows: [rowOf('a', 0), rowOf('b', Number.NaN)] });
  const thrown = await store.commit(bug).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Error);
  expect(thrown).not.toBeInstanceOf(PipelineError);
  expect(await gather(store.rows(scope))).toEqual([]);
  expect(await store.commit(commitOf(task))).toBe('committed');
  await store.close();
});

test('a store that is not there is MISSING for a reader, who is told what makes it', async () => {
  const none = join(folder, 'none.db');
  const missing = { code: 'MISSING', message: expect.stringMatching(/none\.db.*millrace run/) };
  await expect(sqliteReader(none, { clock })).rejects.toMatchObject(missing);
  await writeFile(none, '');
  await expect(sqliteReader(none, { clock })).rejects.toMatchObject(missing);
});

test('a file of a newer version, of another program or of no SQLite at all is refused and left alone', async () => {
  const newer = join(folder, 'newer.db');
  await (await sqliteStore(newer, { clock })).close();
  execute(newer, 'PRAGMA user_version = 99');
  const other = join(folder, 'other.db');
  execute(other, 'CREATE TABLE rows (x); PRAGMA user_version = 2');
  const before = await readFile(other);
  const garbage = join(folder, 'garbage.db');
  await writeFile(garbage, 'This is no database. '.repeat(500));
  for (const open of [sqliteStore, sqliteReader]) {
    await expect(open(newer, { clock })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(/version 99.*version 3/),
    });
    await expect(open(garbage, { clock })).rejects.toMatchObject({ code: 'CONFIG' });
    await expect(open(other, { clock })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(/another program/),
    });
  }
  expect(await readFile(other)).toEqual(before);
});

test.each(['deleted', 'replaced'])('a store that is %s under a process is noticed by its next commit', async (how) => {
  const store = await sqliteStore(path, { clock });
  const task = await started(store);
  for (const file of [path, `${path}-wal`, `${path}-shm`]) await rename(file, file.replace('store', 'backup'));
  if (how === 'replaced') await (await sqliteStore(path, { clock })).close();
  await expect(store.commit(commitOf(task))).rejects.toMatchObject({ code: 'MOVED' });
  await expect(store.head(scope, 'p')).rejects.toMatchObject({ code: 'MOVED' });
  await store.close();
});

test('of many commits that wait while another process writes, one blocks the event loop, not all', async () => {
  using writer = new DatabaseSync(path);
  let tries = 0;
  const patient: Clock = {
    ...clock,
    sleep: async () => {
      if (++tries === 3) writer.exec('COMMIT');
    },
  };
  const store = await sqliteStore(path, { clock: patient });
  const tasks = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((partition) => started(store, partition)));
  writer.exec('BEGIN IMMEDIATE');
  const committed = await Promise.all(tasks.map((task) => store.commit(commitOf(task))));
  expect(committed).toEqual(tasks.map(() => 'committed'));
  expect(tries).toBe(3);
  await store.close();
});

test('a folder that cannot be made is a failing world', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(sqliteStore(join(folder, 'file', 'store.db'), { clock })).rejects.toThrow(WorldError);
});

/** For those who must not wait. */
const neverAsleep: Clock = {
  ...clock,
  sleep: () => Promise.reject(new Error('waited')),
};

function execute(path: string, sql: string): void {
  using database = new DatabaseSync(path);
  database.exec(sql);
}

test('open rows that are written again leave the order in which rows close, and which are open, as they are', async () => {
  const store = await sqliteStore(path, { clock });
  const task = await started(store);
  using database = new DatabaseSync(path);
  /** What a commit writes. Small enough to stand in the log as a whole. */
  const bytesOf = async (after: number, n: number, change: Parameters<typeof rowOf>[2]) => {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const rows = Array.from({ length: n }, (_, i) => rowOf(`key ${10_000 + i}`, 0, change));
    await store.commit(commitOf({ ...task, commits: after }, { rows }));
    return (await stat(`${path}-wal`)).size;
  };
  const written = await bytesOf(0, 5_000, { partials: '{"n":1}' });
  expect(await bytesOf(1, 5_000, { partials: '{"n":2}' })).toBeLessThan(0.5 * written);
  expect(await bytesOf(2, 1, { partials: '{"n":3}' })).toBeLessThan(0.02 * written);
  expect(await bytesOf(3, 5_000, { partials: '{"n":4}', final: true })).toBeLessThan(0.8 * written);
  await store.close();
});
