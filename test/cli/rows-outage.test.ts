import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { noRedis, redisServer } from '../support/redis/server.ts';
import { Millrace, millrace, told, tradeAt, writeLog } from './millrace.ts';

const cwd = folderPerTest();

test.skipIf(noRedis)('--follow says when its store is away, and when it goes on', async () => {
  await using redis = await redisServer('--appendonly', 'yes', '--appendfsync', 'always');
  const STORE = ['--store', redis.url];
  await writeLog(cwd, [tradeAt(1, 1), tradeAt(66, 2)]);
  const consumer = new Millrace(['run', 'usd-per-minute', '--log', 'file:.', '--log-level', 'debug', ...STORE], {
    cwd,
  });
  await consumer.says('"read":2');
  consumer.child.kill('SIGTERM');
  await consumer.ended;
  const following = new Millrace(['rows', 'usd-per-minute', '--follow', ...STORE], { cwd });
  await following.says('BTCUSDT');
  await redis.kill();
  await following.says('millrace: waiting: ');
  await redis.start();
  await following.says('it is there again; going on');
  following.child.kill('SIGINT');
  const { code, stderr } = await following.ended;
  expect(code).toBe(0);
  expect(told(stderr)).toEqual([
    expect.stringContaining(`127.0.0.1:${redis.port}`),
    'millrace: it is there again; going on',
  ]);
  expect((await millrace(['rows', 'usd-per-minute', ...STORE], { cwd })).stdout).toContain('BTCUSDT');
});
