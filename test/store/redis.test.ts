import { afterAll, beforeAll, describe } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { redisStore } from '../../src/store/redis.ts';
import { redisReader } from '../../src/store/redis-reader.ts';
import { describeStore } from '../conformance/store.ts';
import { noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';

describe.skipIf(noRedis)(`redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await redisServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  let made = 0;
  describeStore('redis', async () => {
    const prefix = `conformance-${made++}`;
    const url = `${server.url}?prefix=${prefix}`;
    const store = await redisStore(url, { clock: systemClock });
    return {
      store,
      again: () => redisStore(url, { clock: systemClock }),
      reader: () => redisReader(url, { clock: systemClock }),
      // Its own clock is not to be set, but leases may be shortened by as much, and runs have been before.
      pass: async (span) => {
        for (const pipeline of ['totals', 'others']) {
          await server.tell('HINCRBY', `${prefix}:{${pipeline}}:lease`, 'expires', String(-span));
        }
        for (const run of (await server.tell('KEYS', `${prefix}:{*}:jobs:run:*`)) as string[]) {
          for (const at of ['heard', 'started']) await server.tell('HINCRBY', run, at, String(-span));
        }
        const left = Number(await server.tell('PTTL', `${prefix}/n`));
        if (left > 0) await server.tell('PEXPIRE', `${prefix}/n`, String(left - span));
      },
      keys: `${prefix}/`,
      [Symbol.asyncDispose]: () => store.close(),
    };
  });
});
