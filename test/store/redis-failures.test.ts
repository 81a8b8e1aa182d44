/** Goal: whatever becomes of Redis or of the way to it, nothing is written by halves, and what is wrong is said. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { redisStore } from '../../src/store/redis.ts';
import type { Store } from '../../src/store/store.ts';
import { commitOf, full, rowOf, scope, started } from '../conformance/store-data.ts';
import { noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';

const open: (Store | RedisServer)[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await ('close' in one ? one.close() : one[Symbol.asyncDispose]());
});

async function server(...options: readonly string[]): Promise<RedisServer> {
  const made = await redisServer(...options);
  open.push(made);
  return made;
}

async function storeOf(url: string): Promise<Store> {
  const store = await redisStore(url, { clock: systemClock });
  open.push(store);
  return store;
}

/** Asks until the connection is there again; each failure before that is the world's. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(WorldError);
      await setTimeout(10);
    }
  }
}

describe.skipIf(noRedis)(`redis, in trouble${noRedis ? ` (${noRedis})` : ''}`, () => {
  test('a lost connection is made again, with its password and its database', async () => {
    const redis = await server();
    await redis.tell('CONFIG', 'SET', 'requirepass', 'secret:/@x');
    const store = await storeOf(`redis://:${encodeURIComponent('secret:/@x')}@127.0.0.1:${redis.port}/3`);
    const task = await started(store);
    await redis.tell('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    expect(await again(() => store.commit(commitOf(task)))).toBe('committed');
    await redis.tell('SELECT', '3');
    expect(await redis.tell('HGET', 'millrace:{totals}', 'version')).toBe('1');
    await redis.tell('SELECT', '0');
    expect(await redis.tell('DBSIZE')).toBe(0);
  });

  test('a full memory is told, nothing of the commit is written, and all of it once there is room', async () => {
    const redis = await server('--maxmemory-policy', 'noeviction');
    const store = await storeOf(redis.url);
    const task = await started(store);
    await redis.tell('CONFIG', 'SET', 'maxmemory', '1');
    const rows = [rowOf('a', 0)];
    const full = store.commit(commitOf(task, { rows }));
    await expect(full).rejects.toThrow(/its memory is full: give it more \(maxmemory\)/);
    await expect(full).rejects.toBeInstanceOf(WorldError);
    expect(await store.head(scope, 'p')).toEqual({ fence: task.fence, commits: 0 });
    await redis.tell('CONFIG', 'SET', 'maxmemory', '0');
    expect(await store.commit(commitOf(task, { rows }))).toBe('committed');
    expect(await Array.fromAsync(store.rows(scope))).toHaveLength(1);
  });

  test('what gives memory back is let to while it is full: messages, dead letters, keys, the lease', async () => {
    const redis = await server('--maxmemory-policy', 'noeviction');
    const store = await storeOf(redis.url);
    const task = await started(store);
    await store.lease('totals', 'me', 10_000);
    await store.commit(commitOf(task, { ...full, keys: [{ key: 'n', add: '1' }] }));
    await redis.tell('CONFIG', 'SET', 'maxmemory', '1');
    await store.delivered('totals', 'm');
    await store.bury('totals', ['d']);
    expect(await store.keys.remove('n')).toBe(1);
    await store.release('totals', 'me');
    expect(await store.undelivered('totals', 'slack', 9)).toEqual([]);
    expect(await store.deadLetters('totals', { limit: 9 })).toEqual([]);
    expect(await redis.tell('EXISTS', 'millrace:{totals}:lease')).toBe(0);
  });

  test('a replica takes nothing, and says so', async () => {
    const redis = await server();
    const store = await storeOf(redis.url);
    const task = await started(store);
    const made = async () =>
      Number(/total_connections_received:(\d+)/.exec(String(await redis.tell('INFO', 'stats')))?.[1]);
    const before = await made();
    await redis.tell('REPLICAOF', '127.0.0.1', '1');
    await expect(store.commit(commitOf(task))).rejects.toThrow(/it is a replica, or became one/);
    await expect.poll(made).toBeGreaterThan(before);
    await redis.tell('REPLICAOF', 'NO', 'ONE');
    expect(await again(() => store.commit(commitOf(task)))).toBe('committed');
  });

  test('what was acknowledged is there after kill -9, where it keeps a log of its own, and the tasks go on', async () => {
    const redis = await server('--appendonly', 'yes', '--appendfsync', 'always');
    const store = await storeOf(redis.url);
    let task = await started(store);
    for (let commits = 0; commits < 20; commits++) {
      const commit = commitOf({ ...task, commits }, { rows: [rowOf(`k${commits}`, 0)] });
      expect(await store.commit(commit)).toBe('committed');
    }
    const going = store.commit(commitOf({ ...task, commits: 20 }, { rows: [rowOf('k20', 0)] })).catch(() => 'unknown');
    await redis.kill();
    const answer = await going;
    await expect(store.commit(commitOf(task))).rejects.toBeInstanceOf(WorldError);
    await redis.start();
    task = await again(() => store.open(scope, 'p', 'owner'));
    expect(task.commits).toBeGreaterThanOrEqual(answer === 'committed' ? 21 : 20);
    expect(await Array.fromAsync(store.rows(scope))).toHaveLength(task.commits);
    expect(await store.commit(commitOf(task))).toBe('committed');
  });

  test('one that comes back empty is no store that anybody can go on with: tasks are told', async () => {
    const redis = await server();
    const store = await storeOf(redis.url);
    const task = await started(store);
    await redis.kill();
    await redis.start();
    expect(await again(() => store.commit(commitOf(task, { rows: [rowOf('a', 0)] })))).toBe('moved');
    expect(await store.head(scope, 'p')).toEqual({ fence: undefined, commits: 0 });
    await expect(store.open(scope, 'p', 'owner')).rejects.toMatchObject({ code: 'MOVED' });
    await expect(store.enrol(scope, [])).rejects.toMatchObject({ code: 'MOVED' });
    expect(await redis.tell('DBSIZE')).toBe(0);
  });

  test('a commit whose answer never came is not sent again by itself: it is there once, or not at all', async () => {
    const redis = await server('--appendonly', 'yes', '--appendfsync', 'always');
    const store = await storeOf(redis.url);
    await started(store);
    for (let round = 0; round < 20; round++) {
      const task = await again(() => store.open(scope, 'p', 'owner'));
      const letter = { position: '1', operator: 'o', reason: 'failed' as const, detail: '', data: new Uint8Array(1) };
      const commit = commitOf(task, { dead: [{ ...letter, id: `${task.commits}` }] });
      const answer = store.commit(commit).then(String, () => 'unknown');
      await redis.tell('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      const { commits } = await again(() => store.head(scope, 'p'));
      if ((await answer) === 'committed') expect(commits).toBe(task.commits + 1);
      expect([task.commits, task.commits + 1]).toContain(commits);
    }
    const { commits } = await store.head(scope, 'p');
    expect(await store.deadLetters('totals', { limit: 99 })).toHaveLength(commits);
  });

  test.each([
    ['a wrong password', 'redis://:wrong@127.0.0.1', /WRONGPASS.*it does not know this user and password/],
    ['none where one is wanted', 'redis://127.0.0.1', /NOAUTH.*it wants a password/],
    ['a user who may not', 'redis://reader:pass@127.0.0.1', /NOPERM.*its ACL does not let this user do that/],
  ])('%s is told in words, without the password', async (_what, url, message) => {
    const redis = await server();
    await redis.tell('ACL', 'SETUSER', 'reader', 'on', '>pass', '~*', '+@read', '+@connection', '+info', '+evalsha');
    await redis.tell('CONFIG', 'SET', 'requirepass', 'secret');
    const opened = redisStore(`${url}:${redis.port}`, { clock: systemClock }).then(async (store) => {
      open.push(store);
      await store.register('totals', 'f', []);
    });
    await expect(opened).rejects.toMatchObject({ code: 'CONFIG', message: expect.stringMatching(message) });
    await expect(opened).rejects.not.toThrow(/wrong|pass@/);
  });

  test.each([
    [['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'], /its maxmemory-policy is allkeys-lru.*noeviction/],
    [['--cluster-enabled', 'yes'], /it is a Redis Cluster. Wanted: a Redis that stands alone/],
  ])('one with %j is refused', async (options, message) => {
    const redis = await server(...options);
    await expect(redisStore(redis.url, { clock: systemClock })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(message),
    });
  });

  test('a database that it does not have is refused, and not taken for another one', async () => {
    const redis = await server('--databases', '4');
    await expect(redisStore(`${redis.url}/4`, { clock: systemClock })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(/it has no database 4/),
    });
    expect(await redis.tell('DBSIZE')).toBe(0);
    await storeOf(`${redis.url}/3`);
  });

  test('while it is away, what is asked of it is told why it is not done', async () => {
    const redis = await server();
    const store = await storeOf(redis.url);
    await redis.kill();
    const why = new Set<string>();
    while (!why.has(`${redis.url}: connect ECONNREFUSED 127.0.0.1:${redis.port}`)) {
      await store.registered('totals').catch(({ message }: Error) => why.add(message));
      await setTimeout(10);
    }
    expect([...why].join()).not.toMatch(/Stream|enableOfflineQueue/);
    await redis.start();
    expect(await again(() => store.registered('totals'))).toBeUndefined();
  });

  test('a key of its own that another program has overwritten is named as such', async () => {
    const redis = await server();
    const store = await storeOf(redis.url);
    await redis.tell('SET', 'millrace:{totals}', 'x');
    await expect(store.registered('totals')).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(/WRONGTYPE.*another program/),
    });
  });

  test('nobody there is the failing world', async () => {
    const opened = redisStore('redis://127.0.0.1:1', { clock: systemClock });
    await expect(opened).rejects.toBeInstanceOf(WorldError);
    await expect(opened).rejects.toThrow(/^redis:\/\/127.0.0.1:1: connect ECONNREFUSED/);
  });
});
