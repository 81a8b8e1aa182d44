import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { sqliteReader } from '../../src/store/sqlite-reader.ts';
import { commitOf, scope, started } from '../conformance/store-data.ts';
import { folderPerTest } from '../support/folder.ts';
import { ManualClock, turn } from '../support/manual-clock.ts';

const path = join(folderPerTest(), 'store.db');

test('who shares the handle hears a commit at once, whatever the clock says; others when they look', async () => {
  const clock = new ManualClock();
  const store = await sqliteStore(path, { clock });
  const task = await started(store);
  const reader = await sqliteReader(path, { clock });
  const stop = new AbortController();
  const [near, far] = [store, reader].map((one) => one.changes('totals', stop.signal)[Symbol.asyncIterator]());
  await Promise.all([near?.next(), far?.next()]);
  const heard: string[] = [];
  const listening = [near?.next().then(() => heard.push('near')), far?.next().then(() => heard.push('far'))];
  await turn();
  await store.commit(commitOf(task));
  await turn();
  expect(heard).toEqual(['near']);
  await clock.advance(100);
  expect(heard).toEqual(['near', 'far']);
  stop.abort();
  await Promise.all(listening);
  await reader.close();
  await store.close();
});

test('nobody is told of what another pipeline commits, nor of leases and fences', async () => {
  const clock = new ManualClock();
  const store = await sqliteStore(path, { clock });
  await started(store);
  const other = { pipeline: 'other', version: 1 };
  const task = await started(store, 'p', other);
  const reader = await sqliteReader(path, { clock });
  const stop = new AbortController();
  const told = reader.changes('totals', stop.signal)[Symbol.asyncIterator]();
  await told.next();
  let ended = false;
  const next = told.next().then(({ done }) => {
    ended = true;
    return done;
  });
  await store.commit({ ...commitOf(task), scope: other });
  await store.lease('totals', 'me', 1_000);
  await store.open(scope, 'p', 'me');
  await clock.advance(1_000);
  expect(ended).toBe(false);
  stop.abort();
  expect(await next).toBe(true);
  await reader.close();
  await store.close();
});

test('commits of another process are heard', async () => {
  const store = await sqliteStore(path, { clock: systemClock });
  await started(store);
  const script = join(import.meta.dirname, 'sqlite-committer.ts');
  const child = spawn(process.execPath, [script, path, 'other', '3', 'p'], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const stop = new AbortController();
  let commits = 0;
  for await (const _ of store.changes('totals', stop.signal)) {
    commits = (await store.head(scope, 'p')).commits;
    if (commits === 3) stop.abort();
  }
  expect(commits).toBe(3);
  expect((await exited)[0]).toBe(0);
  await store.close();
});
