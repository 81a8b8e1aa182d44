import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { redisStore } from '../../src/store/redis.ts';
import { commitOf, started } from '../conformance/store-data.ts';
import { noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';

describe.skipIf(noRedis)(`redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await redisServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('what was committed while its connection was lost is told when it is there again', async () => {
    const url = `${server.url}?prefix=lost`;
    const [store, other] = [
      await redisStore(url, { clock: systemClock }),
      await redisStore(url, { clock: systemClock }),
    ];
    const task = await started(store);
    const stop = new AbortController();
    const told = other.changes('totals', stop.signal)[Symbol.asyncIterator]();
    await told.next();
    for (let after = 0; after < 5; after++) {
      const next = told.next();
      await server.tell('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await store.commit(commitOf({ ...task, commits: after }));
      expect((await next).done).toBe(false);
    }
    stop.abort();
    await store.close();
    await other.close();
  });
});
