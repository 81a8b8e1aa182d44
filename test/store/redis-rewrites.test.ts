import { describe, expect, test } from 'vitest';
import { redisStore } from '../../src/store/redis.ts';
import { commitOf, rowOf, started } from '../conformance/store-data.ts';
import { testClock } from '../support/clock.ts';
import { noRedis, redisServer } from '../support/redis/server.ts';

describe.skipIf(noRedis)(`redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  test('rows that are there, and close as before, are not put in order again; many are written by few calls', async () => {
    await using server = await redisServer();
    const store = await redisStore(server.url, { clock: testClock() });
    const task = await started(store);
    const calls = async (after: number, n: number, final: boolean) => {
      await server.tell('CONFIG', 'RESETSTAT');
      const rows = Array.from({ length: 2_000 }, (_, i) => rowOf(`k${i}`, 0, { final, partials: `${n}` }));
      const cells = rows.map(({ key }) => ({ name: 'x', key, value: `${n}` }));
      await store.commit(commitOf({ ...task, commits: after }, { rows, cells }));
      const told = String(await server.tell('INFO', 'commandstats'));
      return Object.fromEntries(
        Array.from(told.matchAll(/cmdstat_(\w+):calls=(\d+)/g), ([, name, times]) => [name, Number(times)]),
      );
    };
    const written = await calls(0, 1, false);
    expect(written).toMatchObject({ zadd: 8, sadd: 5, hmget: 4 });
    const again = await calls(1, 2, false);
    expect([again.zadd, again.zrem, again.srem, again.sadd]).toEqual([undefined, undefined, undefined, 1]);
    expect(again.hset).toBeLessThan(20);
    const final = await calls(2, 3, true);
    expect([final.zadd, final.zrem, final.srem, final.sadd]).toEqual([undefined, undefined, 4, 1]);
    await store.close();
  });

  test('a commit of 200,000 cells is taken, as of a shard that inherits the states of as many keys', async () => {
    await using server = await redisServer();
    const store = await redisStore(server.url, { clock: testClock() });
    const task = await started(store);
    const cells = Array.from({ length: 200_000 }, (_, i) => ({ name: 'x', key: `k${i}`, value: '1' }));
    expect(await store.commit(commitOf(task, { cells }))).toBe('committed');
    const dropped = cells.map((cell) => ({ ...cell, value: undefined }));
    expect(await store.commit(commitOf({ ...task, commits: 1 }, { cells: dropped }))).toBe('committed');
    expect(await server.tell('KEYS', '*:cells:*')).toEqual([]);
    await store.close();
  });
});
