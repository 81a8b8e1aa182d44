/** Goal: in a Redis that several use, nobody sees or changes what Millrace keeps for itself, under whatever prefix. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { MATCHING_MAX } from '../../src/store/keys.ts';
import { redisStore } from '../../src/store/redis.ts';
import { KEEP, type Store } from '../../src/store/store.ts';
import { commitOf, full, rowOf, scope, started } from '../conformance/store-data.ts';
import { noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';

describe.skipIf(noRedis)(`redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  let server: RedisServer;
  let store: Store;
  beforeAll(async () => {
    server = await redisServer();
    store = await redisStore(server.url, { clock: systemClock });
  });
  afterEach(() => server.tell('FLUSHALL'));
  afterAll(async () => {
    await store.close();
    await server[Symbol.asyncDispose]();
  });

  test('what is kept under another prefix is no key of other readers', async () => {
    const other = await redisStore(`${server.url}?prefix=other`, { clock: systemClock });
    const task = await started(other);
    await other.lease('totals', 'me', 10_000);
    await other.commit(commitOf(task, { ...full, watermark: 100, rows: [rowOf('a', 0)], keep: 0 }));
    await other.jobs.begin({ job: 'totals', cause: 'schedule', scheduled: 1, owner: 'me', keep: KEEP });
    await store.keys.put('n', '1');
    expect(await store.keys.matching('*')).toEqual([{ key: 'n', value: '1' }]);
    expect(await store.keys.remove('*')).toBe(1);
    expect(await other.undelivered('totals', 'slack', 9)).toHaveLength(1);
    await other.close();
  });

  test('who wrote a key is forgotten when its time is over, and a counter counts on', async () => {
    const task = await started(store);
    const keys = Array.from({ length: 300 }, (_, i) => ({ key: `k:${i}`, set: '1', expires: 1 }));
    const lasting = { key: 'k:last', add: '5' };
    await store.commit(commitOf(task, { keys: [...keys, lasting, { key: 'k:n', add: '5', expires: 1 }] }));
    await expect.poll(() => server.tell('EXISTS', 'k:0', 'k:299', 'k:n')).toBe(0);
    for (let commits = 1; Number(await server.tell('HLEN', 'millrace:owners')) > 1; commits++) {
      await store.commit(commitOf({ ...task, commits }, { keys: [lasting] }));
    }
    expect(await server.tell('HGETALL', 'millrace:owners')).toEqual(['k:last', 'totals']);
    const { commits } = await store.head(scope, 'p');
    await store.commit(commitOf({ ...task, commits }, { keys: [{ key: 'k:n', add: '2' }] }));
    expect(await server.tell('GET', 'k:n')).toBe('7');
    expect(await server.tell('HGET', 'millrace:owners', 'k:n')).toBe('totals');
  });

  test('no more is looked for than may be given', async () => {
    const n = 3 * MATCHING_MAX;
    await server.tell('EVAL', `for i = 1, ${n} do redis.call('SET', 'k:' .. i, '') end`, '0');
    await server.tell('CONFIG', 'RESETSTAT');
    await expect(store.keys.matching('k:*')).rejects.toMatchObject({ code: 'LIMIT' });
    const scans = /cmdstat_scan:calls=(\d+)/.exec(String(await server.tell('INFO', 'commandstats')))?.[1];
    expect(Number(scans) * 1_000).toBeLessThan(n / 2);
  });

  test.each([
    ['one of its own', 'millrace:{other}:lease', /one of Millrace's own/],
    ['with half a character in it', 'price:\ud83d', /holds half a character/],
  ])('a key is refused that is %s', async (_what, key, message) => {
    const task = await started(store);
    const refused = { code: 'CONFIG', message: expect.stringMatching(message) };
    for (const write of [{ set: '1' }, { add: '1' }, { add: '1', takeOver: true }]) {
      await expect(store.commit(commitOf(task, { keys: [{ key, ...write }] }))).rejects.toMatchObject(refused);
    }
    await expect(store.keys.put(key, '1')).rejects.toMatchObject(refused);
    await expect(store.keys.increment(key, 1n)).rejects.toMatchObject(refused);
    expect(await server.tell('EXISTS', key)).toBe(0);
    expect(await store.commit(commitOf(task))).toBe('committed');
  });
});
