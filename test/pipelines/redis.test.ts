/** Goal: with its state in Redis a pipeline is right after whatever is killed: consumers, connections, Redis itself. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { log } from '../../src/logs/log.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { redisReader } from '../../src/store/redis-reader.ts';
import { testContext } from '../support/context.ts';
import { folderPerTest } from '../support/folder.ts';
import { kinesisFixture } from '../support/kinesis/fixture.ts';
import { heldBy, TestStream } from '../support/kinesis/streams.ts';
import { random } from '../support/random.ts';
import { noRedis, redisServer } from '../support/redis/server.ts';
import { Consumer, countsIn, rowsIn } from './consumers.ts';
import { cryptoLog } from './fixture.ts';

const folder = folderPerTest();
const fixture = kinesisFixture();
const AOF = ['--appendonly', 'yes', '--appendfsync'];

function marketIn(path: string, minutes: number): number {
  const trades = createMarket({ seed: 7, start: Date.UTC(2026, 0, 1) }).until(Date.UTC(2026, 0, 1, 0, minutes));
  const text = trades.map((trade) => `${JSON.stringify(trade)}\n`).join('');
  writeFileSync(path, text);
  return Buffer.byteLength(text);
}

describe.skipIf(noRedis)(`usd-per-minute, its state in Redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  test.each(['always', 'everysec'])(
    'is right after kills of the consumer, of its connection and of Redis, fsync %s',
    async (fsync) => {
      await using redis = await redisServer(...AOF, fsync);
      const path = join(folder, 'crypto.ndjson');
      const until = marketIn(path, 240);
      const [killed, whole] = [`${redis.url}/1`, `${redis.url}/2`];
      const start = (store: string) => new Consumer(store, `file:${path}`, until);
      const chance = random(fsync.length);
      let rounds = 0;
      for (; rounds < 12; rounds++) {
        const consumer = start(killed);
        if (!(await consumer.seen(chance.integer(1, 3)))) break; // it has come to the end of the log
        const what = chance.integer(0, 2);
        if (what === 0) await redis.tell('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        if (what === 1) await redis.kill().then(redis.start);
        if (what < 2 && !(await consumer.seen(1))) {
          // Redis that syncs each second may have lost what it acknowledged: then it stops, and is started again.
          const restored = what === 1 && fsync === 'everysec';
          expect([[0, null], ...(restored ? [[1, null]] : [])]).toContainEqual(await consumer.ended);
        }
        await consumer.kill();
      }
      expect(rounds).toBeGreaterThan(4);
      for (const store of [killed, whole]) expect(await start(store).ended).toEqual([0, null]);
      const rows = await rowsIn(whole);
      expect(rows.length).toBeGreaterThan(100);
      expect(await rowsIn(killed)).toEqual(rows);
    },
  );

  test('waits while the memory of Redis is full, and goes on by itself', async () => {
    await using redis = await redisServer();
    const path = join(folder, 'crypto.ndjson');
    const until = marketIn(path, 30);
    expect(await new Consumer(`${redis.url}/2`, `file:${path}`, until).ended).toEqual([0, null]);
    const consumer = new Consumer(redis.url, `file:${path}`, until);
    await consumer.seen(1);
    await redis.tell('CONFIG', 'SET', 'maxmemory', '1');
    const before = consumer.commits;
    await setTimeout(300);
    expect(consumer.commits - before, 'one may have been on its way').toBeLessThanOrEqual(1);
    await redis.tell('CONFIG', 'SET', 'maxmemory', '0');
    expect(await consumer.ended).toEqual([0, null]);
    expect(await rowsIn(redis.url)).toEqual(await rowsIn(`${redis.url}/2`));
  });

  test('stops over a Redis that comes back empty, and begins anew when it is started again', async () => {
    await using redis = await redisServer();
    const path = join(folder, 'crypto.ndjson');
    const until = marketIn(path, 90);
    const consumer = new Consumer(redis.url, `file:${path}`, until);
    await consumer.seen(2);
    await redis.kill();
    await redis.start();
    expect(await consumer.ended, 'it says that the store was restored to an earlier state').toEqual([1, null]);
    for (const store of [redis.url, `${redis.url}/2`]) {
      expect(await new Consumer(store, `file:${path}`, until).ended).toEqual([0, null]);
    }
    expect(await rowsIn(redis.url)).toEqual(await rowsIn(`${redis.url}/2`));
  });

  test('is right after Redis has lost what it acknowledged', async () => {
    await using redis = await redisServer(...AOF, 'always');
    const path = join(folder, 'crypto.ndjson');
    const until = marketIn(path, 90);
    const whole = new Consumer(`${redis.url}/2`, `file:${path}`, until);
    expect(await whole.ended).toEqual([0, null]);
    const consumer = new Consumer(redis.url, `file:${path}`, until);
    await consumer.seen(2);
    const kept = join(redis.folder, 'kept');
    await redis.kill();
    cpSync(join(redis.folder, 'appendonlydir'), kept, { recursive: true });
    await redis.start();
    await consumer.seen(2);
    await redis.kill();
    rmSync(join(redis.folder, 'appendonlydir'), { recursive: true });
    cpSync(kept, join(redis.folder, 'appendonlydir'), { recursive: true });
    await redis.start();
    // It has read anew what the store holds, as after any lost connection; one that had not would have been refused.
    await consumer.seen(1);
    await consumer.kill();
    expect(await new Consumer(redis.url, `file:${path}`, until).ended).toEqual([0, null]);
    expect(await rowsIn(redis.url)).toEqual(await rowsIn(`${redis.url}/2`));
  });

  test('is exact with three consumers of a stream that are killed, and stopped past their lease, at random', async () => {
    await using redis = await redisServer(...AOF, 'everysec');
    const { service } = fixture;
    const stream = 'crypto';
    await service.create(stream, 3);
    const lines = cryptoLog().trimEnd().split('\n');
    const writer = await log(stream).open(testContext({ logUrl: service.logUrl }));
    const put = (group: readonly string[], from: number) =>
      writer.write(group.map((line, i) => ({ id: String(from + i), value: { data: Buffer.from(line) } })));

    const chance = random(3);
    const holders = new Set<unknown>();
    const living: Consumer[] = [];
    const stopped: Consumer[] = [];
    /** Waits until one that lives holds the lease: whoever had it before was killed, or stopped past its end. */
    const working = async (): Promise<number> => {
      for (;;) {
        while (living.length < 3) living.push(new Consumer(redis.url, service.logUrl));
        const owner = await redis.tell('HGET', 'millrace:{usd-per-minute}:lease', 'owner');
        const at = living.findIndex(({ child }) => owner === `consumer-${child.pid}`);
        if (at !== -1) return at;
        await setTimeout(10);
        // One that was stopped may find itself fenced when it goes on, and ends by that.
        for (const one of living.filter(({ child }) => child.exitCode !== null)) living.splice(living.indexOf(one), 1);
      }
    };
    const ROUNDS = 12;
    for (let round = 0; round < ROUNDS; round++) {
      const [from, to] = [round, round + 1].map((n) => Math.floor((n * lines.length) / ROUNDS)) as [number, number];
      await put(lines.slice(from, to), from);
      if (round === 4) await new TestStream(service, stream, 3).split(1, 2n ** 127n);
      const holder = await working();
      holders.add(living[holder]?.child.pid);
      await setTimeout(chance.integer(0, 100));
      // Mostly the one that works, sometimes one that stands by.
      const [victim] = living.splice(chance.chance(0.8) ? holder : chance.integer(0, 2), 1);
      if (chance.chance(0.5)) await victim?.kill();
      else if (victim?.child.kill('SIGSTOP')) stopped.push(victim);
      const again = stopped.length > 1 ? stopped.shift() : undefined;
      if (again?.child.kill('SIGCONT')) living.push(again);
    }
    for (const one of stopped) if (one.child.kill('SIGCONT')) living.push(one);
    await working();
    const all = async () => (await countsIn(redis.url)).records;
    const wanted = [...(await heldBy(service, stream)).values()].flat().length;
    while (((await all()) ?? 0) < wanted) await setTimeout(20);
    await setTimeout(300); // for whoever would still write
    for (const { child } of living) child.kill('SIGKILL');
    await writer.close();

    const alone = new Consumer(`${redis.url}/5`, service.logUrl);
    while (((await countsIn(`${redis.url}/5`)).records ?? 0) < wanted) await alone.seen(1);
    await alone.kill();
    expect(await countsIn(redis.url)).toEqual(await countsIn(`${redis.url}/5`));
    expect(await rowsIn(redis.url)).toEqual(await rowsIn(`${redis.url}/5`));
    expect(holders.size).toBeGreaterThan(5);
    const reader = await redisReader(redis.url, { clock: systemClock });
    expect(await reader.roster({ pipeline: 'usd-per-minute', version: 1 })).toHaveLength(5);
    await reader.close();
  });
});
