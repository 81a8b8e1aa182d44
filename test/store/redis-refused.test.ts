/** What Redis itself may refuse is found before the first write: a script that fails half-way keeps what it wrote. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { redisStore } from '../../src/store/redis.ts';
import type { Store, StoredKeyWrite } from '../../src/store/store.ts';
import { commitOf, full, rowOf, scope, started } from '../conformance/store-data.ts';
import { noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';

const OWN = ['~millrace:*', '&millrace:*', '+@all', '-@dangerous', '+info'];

describe.skipIf(noRedis)(`redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  let server: RedisServer;
  const open: Store[] = [];
  beforeAll(async () => {
    server = await redisServer();
  });
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
    await server.tell('FLUSHALL');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** A store whose user has these rules, and a task in it. */
  const storeOf = async (...rules: readonly string[]) => {
    await server.tell('ACL', 'SETUSER', 'worker', 'reset', 'on', '>pass', ...rules);
    const store = await redisStore(`redis://worker:pass@127.0.0.1:${server.port}`, { clock: systemClock });
    open.push(store);
    return store;
  };

  /** All that stands in the database, byte for byte. */
  const dump = async () => {
    const keys = (await server.tell('KEYS', '*')) as string[];
    const values = await Promise.all(keys.toSorted().map((key) => server.tell('DUMP', key)));
    return keys.toSorted().map((key, i) => [key, values[i]]);
  };

  const first: StoredKeyWrite = { key: 'a:first', add: '1' };
  const tried = async (store: Store, keys: readonly StoredKeyWrite[], refused: object) => {
    const task = await started(store);
    const before = await dump();
    const commit = commitOf(task, { ...full, rows: [rowOf('new', 0, { final: true })], keys });
    await expect(store.commit(commit)).rejects.toMatchObject(refused);
    expect(await dump()).toEqual(before);
    expect(await store.head(scope, 'p'), 'the next one counts once').toMatchObject({ commits: 0 });
  };

  test.each([
    ['publish a key', [...OWN, '~a:*'], { key: 'a:1', set: '1', publish: true }, /PUBLISH a:1,.*ACL SETUSER NAME &a:1/],
    ['set a key', [...OWN, '~a:*'], { key: 'b:1', set: '1' }, /may not TYPE b:1, nothing was written;.*~b:1/],
    ['set a key that it may read', [...OWN, '~a:*', '%R~b:*'], { key: 'b:1', add: '1' }, /may not SET b:1,/],
    ['tell of changes', [...OWN, '~a:*', 'resetchannels'], { key: 'a:1', set: '1' }, /millrace:\{totals\}:changed/],
    ['add to a set', [...OWN, '~a:*', '-sadd'], { key: 'a:1', set: '1' }, /may not SADD millrace:\{totals\}:1,/],
  ])('a user who may not %s is told so before anything is written', async (_what, rules, key, message) => {
    // Registered by another user, who may tell of it.
    const other = await storeOf('~*', '&*', '+@all');
    await started(other);
    const store = await storeOf(...rules.filter((rule) => rule !== '-sadd' && rule !== 'resetchannels'));
    const task = await started(store);
    const before = await dump();
    await server.tell('ACL', 'SETUSER', 'worker', ...rules);
    const commit = commitOf(task, { ...full, keys: [first, key] });
    await expect(store.commit(commit)).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(message),
    });
    expect(await dump()).toEqual(before);
    await server.tell('ACL', 'SETUSER', 'worker', '~*', '&*', '+@all');
    expect(await store.commit(commit), 'once it may').toBe('committed');
    expect(await server.tell('GET', 'a:first')).toBe('1');
  });

  test.each([
    ['a list', ['RPUSH', 'a:odd', 'x'], /"a:odd" holds a list of another program/],
    ['a hash', ['HSET', 'a:odd', 'x', '1'], /"a:odd" holds a hash of another program/],
  ])('a key that holds %s is refused, whether it is set or added to', async (_what, make, message) => {
    const store = await storeOf('~*', '&*', '+@all');
    await server.tell(...make);
    for (const what of [{ set: '1' }, { add: '1' }]) {
      const refused = { code: 'CONFIG', message: expect.stringMatching(message) };
      await tried(store, [first, { key: 'a:odd', takeOver: true, ...what }], refused);
    }
    await expect(store.keys.increment('a:odd', 1n)).rejects.toThrow(message);
    await expect(store.keys.put('a:odd', '1')).rejects.toThrow(message);
  });

  test('a key of its own that became a list is refused as well', async () => {
    const store = await storeOf('~*', '&*', '+@all');
    const task = await started(store);
    await store.commit(commitOf(task, { keys: [first] }));
    await server.tell('DEL', 'a:first');
    await server.tell('RPUSH', 'a:first', 'x');
    const before = await dump();
    const next = commitOf({ ...task, commits: 1 }, { keys: [{ key: 'a:0', add: '1' }, first] });
    await expect(store.commit(next)).rejects.toThrow(/"a:first" holds a list/);
    expect(await dump()).toEqual(before);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'a time of %d to live is a mistake that writes nothing',
    async (expires) => {
      const store = await storeOf('~*', '&*', '+@all');
      const task = await started(store);
      const before = await dump();
      const commit = commitOf(task, { ...full, keys: [first, { key: 'a:1', set: '1', expires }] });
      await expect(store.commit(commit)).rejects.toBeInstanceOf(RangeError);
      expect(await dump()).toEqual(before);
    },
  );

  test("what is Millrace's own is no key of other readers", async () => {
    const store = await storeOf('~*', '&*', '+@all');
    const refused = { code: 'CONFIG', message: expect.stringMatching(/"millrace:views" is one of Millrace's own/) };
    await tried(store, [first, { key: 'millrace:views', set: '1', takeOver: true }], refused);
    await expect(store.keys.put('millrace:views', '1')).rejects.toMatchObject(refused);
  });

  test('a user who may not tell of a new version registers none', async () => {
    const store = await storeOf('~millrace:*', '+@all');
    const refused = { code: 'CONFIG', message: expect.stringMatching(/may not PUBLISH millrace:\{totals\}:changed/) };
    await expect(store.register('totals', 'f', [])).rejects.toMatchObject(refused);
    expect(await dump()).toEqual([]);
  });

  test('keys that may not all be removed stay all, and so does the pipeline that they are of', async () => {
    const store = await storeOf('~*', '&*', '+@all');
    const task = await started(store);
    await store.commit(commitOf(task, { keys: [first, { key: 'b:1', set: '1' }, { key: 'a:last', add: '1' }] }));
    const before = await dump();
    await server.tell('ACL', 'SETUSER', 'worker', 'resetkeys', '~millrace:*', '~a:*', '%R~b:*');
    const refused = { code: 'CONFIG', message: expect.stringMatching(/may not UNLINK b:1, nothing was written/) };
    await expect(store.keys.remove('*')).rejects.toMatchObject(refused);
    await expect(store.reset('totals')).rejects.toMatchObject(refused);
    await expect(store.register('totals', 'f2', [], 1)).rejects.toMatchObject(refused);
    expect(await dump()).toEqual(before);
  });

  test('as many keys as match are removed in one step', async () => {
    const store = await storeOf('~*', '&*', '+@all');
    await server.tell('EVAL', "for i = 1, 100000 do redis.call('SET', 'n:' .. i, i) end", '0');
    expect(await store.keys.remove('n:*')).toBe(100_000);
    expect(await server.tell('DBSIZE')).toBe(0);
  });

  test('counts on from sums as earlier releases have stored them', async () => {
    const store = await storeOf('~*', '&*', '+@all');
    const task = await started(store);
    await server.tell('HSET', 'millrace:{totals}:1:sums', 'a:n', '-3');
    await server.tell('HSET', 'millrace:{totals}:1:fractions', 'a:n', '25000000');
    await store.commit(commitOf(task, { keys: [{ key: 'a:n', add: '0.5' }] }));
    expect(await server.tell('GET', 'a:n'), '-2.75 and 0.5').toBe('-2.25');
  });
});
