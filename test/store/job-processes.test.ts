import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import { folderPerTest } from '../support/folder.ts';
import { noRedis, redisServer } from '../support/redis/server.ts';

const script = join(import.meta.dirname, 'job-beginner.ts');
const folder = folderPerTest();
const TIMES = 100;

/** Lets processes begin the same runs at once, and sees each begun once. */
async function raced(url: string): Promise<void> {
  const ran = await Promise.all(
    ['a', 'b', 'c'].map(async (owner) => {
      const child = spawn(process.execPath, [script, url, owner, String(TIMES)]);
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      expect(stderr).toBe('');
      return stdout.trim().split('\n').filter(Boolean);
    }),
  );
  const begun = ran.flat().sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  expect(begun.map((line) => Number(line.split(' ')[0]))).toEqual(Array.from({ length: TIMES }, (_, i) => i + 1));
  expect(new Set(begun.map((line) => line.split(' ')[1])).size, 'no number is given twice').toBe(TIMES);
  const store = await openStore(url, { clock: systemClock });
  const runs = await store.jobs.runs('report', { limit: 2 * TIMES });
  expect(runs.map(({ number }) => number)).toEqual(Array.from({ length: TIMES }, (_, i) => TIMES - i));
  expect(runs.every(({ state }) => state === 'succeeded')).toBe(true);
  await store.close();
}

test('of processes that begin the same runs at once, each run is begun by one of them, in SQLite', () =>
  raced(`sqlite:${join(folder, 'store.db')}`));

test.skipIf(noRedis)('of processes that begin the same runs at once, each run is begun by one, in Redis', async () => {
  await using server = await redisServer();
  await raced(server.url);
});
