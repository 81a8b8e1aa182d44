import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { cellsOf, commitOf, gather, scope, started } from '../conformance/store-data.ts';
import { testClock } from '../support/clock.ts';
import { folderPerTest } from '../support/folder.ts';

const script = join(import.meta.dirname, 'sqlite-committer.ts');
const path = join(folderPerTest(), 'new', 'store.db');

test('processes that write to one file at once lose nothing and are never told that it is locked', async () => {
  const times = 150;
  const ran = await Promise.all(
    ['a', 'b', 'c'].map((owner) => finished(committer(path, owner, times, 'shared', `own ${owner}`))),
  );
  for (const { stderr, code } of ran) expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const acknowledged = ran.flatMap(({ stdout }) => stdout.trim().split('\n'));
  expect(acknowledged).toHaveLength(3 * times);
  expect(new Set(acknowledged).size, 'no number was given twice').toBe(3 * times);
  const store = await sqliteStore(path, { clock: testClock() });
  for (const { partition, commits, position } of await store.roster(scope)) {
    const lines = acknowledged.filter((line) => line.startsWith(`${partition} `));
    expect([partition, commits, position]).toEqual([partition, lines.length, String(lines.length)]);
    expect(await cellsOf(store, partition)).toMatchObject([{ value: String(lines.length) }]);
  }
  await store.close();
});

test('a process that is killed while it commits leaves a store that has its last acknowledged commit', async () => {
  for (const round of [1, 7, 20]) {
    const child = committer(path, 'victim', 1_000_000, 'p');
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.split('\n').length > round) child.kill('SIGKILL');
    });
    const { code } = await finished(child);
    expect(code).toBeNull();
    const last = Number(seen.trim().split('\n').at(-1)?.split(' ')[1]);
    const store = await sqliteStore(path, { clock: testClock() });
    const task = await store.open(scope, 'p', 'heir');
    expect([last, last + 1], 'acknowledged, or just before it').toContain(task.commits);
    const value = String(task.commits);
    expect(task).toMatchObject({ position: value, state: { cells: [{ value }], rows: [{ partials: value }] } });
    await store.close();
  }
});

test('a disk that takes no more is a failing world, and what was committed before stays', async ({ skip }) => {
  if (process.platform !== 'linux') return skip('needs a shell that can limit the size of files');
  const store = await sqliteStore(path, { clock: testClock() });
  await started(store, 'before');
  // In blocks of 512 bytes or of 1 KiB, as the shell will have it: either way room for some commits, and not for many.
  const blocks = Math.ceil((await stat(`${path}-wal`)).size / 512) + 400;
  const limited = `ulimit -f ${blocks}; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', limited, process.execPath, script, path, 'full', '1000000', 'p']);
  const { stdout, stderr, code } = await finished(child);
  expect(stderr).toMatch(/WorldError: .*store\.db: /);
  expect(code).toBe(1);
  const acknowledged = stdout.split('\n').length - 1;
  expect(acknowledged).toBeGreaterThan(0);
  expect(await store.head(scope, 'p')).toMatchObject({ commits: acknowledged });
  const task = await store.open(scope, 'p', 'owner');
  expect(await store.commit(commitOf(task))).toBe('committed');
  expect(await gather(store.rows(scope))).toMatchObject([{ partials: String(acknowledged) }]);
  await store.close();
});

const committer = (path: string, owner: string, times: number, ...partitions: string[]): ChildProcess =>
  spawn(process.execPath, [script, path, owner, String(times), ...partitions]);

async function finished(child: ChildProcess): Promise<{ stdout: string; stderr: string; code: number | null }> {
  if (!child.stdout || !child.stderr) throw new Error('the child has no pipes');
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, code };
}
