/** Goal: however much is forgotten at once, it is gone for all who read, and Redis is never busy with it for long. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { redisStore } from '../../src/store/redis.ts';
import { Connection } from '../../src/store/redis-connection.ts';
import { FORGET_MAX } from '../../src/store/redis-forget.ts';
import { rowsIn } from '../../src/store/redis-rows.ts';
import type { Commit, Opened, Store } from '../../src/store/store.ts';
import { commitOf, gather, rowOf, scope, started } from '../conformance/store-data.ts';
import { noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';

const AT = 'millrace:{totals}:1';

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

  /** A task, and what commits for it, one behind the other. */
  async function working(partition = 'p') {
    const task: Opened = await started(store, partition);
    let { commits } = task;
    const commit = async (change: Partial<Commit>) =>
      expect(await store.commit(commitOf({ ...task, commits: commits++ }, change))).toBe('committed');
    return { commit, done: () => commits };
  }

  const kept = async () =>
    Promise.all([
      server.tell('HLEN', `${AT}:rows`),
      server.tell('ZCARD', `${AT}:starting`),
      server.tell('ZCARD', `${AT}:closing`),
      server.tell('SCARD', `${AT}:open:p`),
    ]);

  test('what is forgotten at once is gone for all, and removed by several commits', async () => {
    const { commit, done } = await working();
    const n = 3 * FORGET_MAX;
    await commit({ rows: Array.from({ length: n }, (_, i) => rowOf('k', i)) });
    await commit({ watermark: n + 60, keep: 0 });
    expect(await kept()).toEqual(Array(4).fill(n - FORGET_MAX));
    const left = [n - 5, n - 4, n - 3, n - 2, n - 1].map((start) => ({ ...rowOf('k', start), partition: 'p' }));
    const shown = async () => {
      expect(await gather(store.rows(scope))).toEqual(left);
      expect(await gather(store.rows(scope, { key: 'k' }))).toEqual(left);
      expect(await gather(store.closing(scope, undefined, n * 2))).toEqual(left);
      expect(await gather(store.closing(scope, { closes: 99, start: 34, key: 'k' }, n * 2))).toEqual(left);
      expect(await store.forgotten(scope)).toEqual({ closes: n + 59, start: n - 6, key: 'k' });
      const opened = await store.open(scope, 'p', 'owner');
      expect(opened.state.rows.map(({ start }) => start).sort((a, b) => a - b)).toEqual(left.map(({ start }) => start));
      return opened.fence;
    };
    const fence = await shown();
    // What one writes it removes in addition: it never falls behind.
    const more = commitOf({ ...(await store.open(scope, 'p', 'owner')), commits: done() }, { watermark: n + 60 });
    expect(await store.commit({ ...more, fence })).toBe('fenced');
    expect(await store.commit({ ...more, rows: [rowOf('k', n - 1)] })).toBe('committed');
    expect(await kept()).toEqual(Array(4).fill(n - 2 * FORGET_MAX - 1));
    await shown();
    const last = await store.open(scope, 'p', 'owner');
    expect(await store.commit(commitOf(last, { watermark: n + 60 }))).toBe('committed');
    expect(await kept()).toEqual(Array(4).fill(5));
    await shown();
    expect(await server.tell('HEXISTS', `${AT}:marks`, 'going')).toBe(0);
  });

  test.each(['alone', 'beside another one'])(
    'what the next run of a job writes is not taken for what is forgotten, %s',
    async (how) => {
      const { commit } = await working();
      const rows = Array.from({ length: FORGET_MAX + 9 }, (_, i) => rowOf('k', i));
      await commit({ rows: [...rows, rowOf('open', 2e9)] });
      if (how !== 'alone') {
        const beside = await started(store, 'q');
        await store.commit(commitOf(beside, { watermark: 1e9, rows: [rowOf('k', 1e9)] }));
      }
      await commit({ watermark: 1e9, keep: 0 });
      expect(await server.tell('ZCARD', `${AT}:closing`)).toBe(how === 'alone' ? 10 : 11);
      const again = await store.open(scope, 'p', 'owner', { keep: [] });
      expect(again.state.rows).toEqual([]);
      expect(await server.tell('EXISTS', `${AT}:open:p`)).toBe(0);
      expect(await store.commit(commitOf(again, { rows: [rowOf('k', 0)], watermark: 1, keep: 0 }))).toBe('committed');
      expect((await gather(store.rows(scope))).map(({ start }) => start)).toEqual(how === 'alone' ? [0] : [0, 1e9]);
    },
  );

  test('of the rows that ended shards have left open nothing stays when they are forgotten', async () => {
    let parent = 'p';
    for (let i = 0; i < 5; i++) {
      const task = await (i === 0 ? started(store) : store.open(scope, parent, 'owner'));
      const child = { id: `c\0${i}`, parents: [parent] };
      const change = { watermark: i * 10_000, rows: [rowOf('\0k\0', i * 10_000)], ended: { children: [child] } };
      await store.commit(commitOf(task, { ...change, keep: 1_000 }));
      parent = child.id;
    }
    expect(await gather(store.rows(scope))).toHaveLength(1);
    const sets = (await server.tell('KEYS', `${AT}:open:*`)) as string[];
    expect(await Promise.all(sets.map((key) => server.tell('SCARD', key)))).toEqual([1]);
  });

  /** Reads the rows of a key; behind its first page all is forgotten that closed before then. */
  async function readWhile(key: string | undefined, forget: () => Promise<void>): Promise<number[]> {
    const db = await Connection.open(server.url, systemClock);
    try {
      const starts: number[] = [];
      const run = db.run.bind(db);
      let pages = 0;
      db.run = async (...args) => {
        const page = await run(...args);
        if (++pages === 1) await forget();
        return page;
      };
      for await (const row of rowsIn(db, AT, scope, key === undefined ? {} : { key })) starts.push(row.start);
      return starts;
    } finally {
      await db.close();
    }
  }

  test('a reader of one key is told where rows behind a page without any are forgotten, and else reads on', async () => {
    const n = 25_000;
    const { commit } = await working();
    await commit({ rows: [...Array.from({ length: n }, (_, i) => rowOf('a', i)), rowOf('z', 10_500), rowOf('z', n)] });
    const forget = (before: number) => () => commit({ watermark: before + 65, keep: 0 });
    const holes = readWhile('z', forget(11_000));
    await expect(holes).rejects.toMatchObject({ code: 'LOG' });
    await commit({ rows: [rowOf('z', 11_001), rowOf('z', 12_000)] });
    expect(await readWhile('z', forget(13_000)), 'the first is read, and the others are there').toEqual([
      11_001,
      12_000,
      n,
    ]);
  });

  test('a page may end between two partitions of one row, of which the second is forgotten', async () => {
    const [p, q] = [await working('p'), await working('q')];
    const rows = Array.from({ length: 300 }, (_, i) => rowOf('k', i));
    await p.commit({ rows: [rowOf('first', -1), ...rows] });
    await q.commit({ rows });
    // The page of 500 ends with p's row of 249.
    const forget = async () => {
      for (const { commit } of [p, q]) await commit({ watermark: 249 + 65 + 0.5, keep: 0 });
    };
    await expect(readWhile(undefined, forget)).rejects.toMatchObject({ code: 'LOG' });
  });

  test('a page that ends where all rows of that place are given goes on, if no more than they are forgotten', async () => {
    const { commit } = await working('p');
    await commit({ rows: Array.from({ length: 600 }, (_, i) => rowOf('k', i)) });
    expect(await readWhile(undefined, () => commit({ watermark: 498 + 65 + 0.5, keep: 0 }))).toHaveLength(600);
  });

  test('what was forgotten before is no reason to stop', async () => {
    const { commit } = await working('p');
    await commit({ rows: Array.from({ length: FORGET_MAX + 2_000 }, (_, i) => rowOf('k', i)) });
    await commit({ watermark: FORGET_MAX + 1_000 + 65, keep: 0 });
    expect(await readWhile(undefined, async () => {})).toHaveLength(1_000);
  });
});
