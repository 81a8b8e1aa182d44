/** Goal: a connection whose other end is gone without a word is not waited for any longer than a slow answer is. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { Connection } from '../../src/store/redis-connection.ts';
import { Heard } from '../../src/store/redis-heard.ts';
import { noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';

const SPANS = { connect: 5_000, answer: 300, sign: 50 };

/** Between a client and Redis: what goes over its present connections is lost from `silence` on, that over new ones not. */
async function between(port: number) {
  const ends: (() => void)[] = [];
  let made = 0;
  const server = createServer((client) => {
    made++;
    let silent = false;
    const redis = connect(port, '127.0.0.1');
    client.on('data', (data) => silent || redis.write(data));
    redis.on('data', (data) => silent || client.write(data));
    client.on('error', () => {}).on('close', () => redis.destroy());
    redis.on('error', () => {});
    ends.push(() => {
      silent = true;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    silence: () => {
      for (const end of ends.splice(0)) end();
    },
    made: () => made,
    [Symbol.dispose]: () => void server.close(),
  };
}

describe.skipIf(noRedis)(`redis, silent${noRedis ? ` (${noRedis})` : ''}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await redisServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('what is asked over a silent connection fails, and what is asked then goes over a new one', async () => {
    using way = await between(server.port);
    const db = await Connection.open(way.url, systemClock, SPANS);
    await db.command('SET', 'n', '1');
    way.silence();
    const failed = db.command('GET', 'n');
    await expect(failed).rejects.toBeInstanceOf(WorldError);
    await expect.poll(() => db.command('GET', 'n').catch(() => undefined)).toBe('1');
    expect(way.made()).toBe(2);
    await db.close();
  });

  test('who listens over a silent connection is told as soon as that is noticed, and hears over a new one', async () => {
    using way = await between(server.port);
    const db = await Connection.open(way.url, systemClock, SPANS);
    const heard = new Heard(db);
    const stop = new AbortController();
    const told = heard.changes('totals', 'totals:changed', stop.signal)[Symbol.asyncIterator]();
    await told.next();
    way.silence();
    await server.tell('PUBLISH', 'totals:changed', '');
    expect((await told.next()).done, 'of what it missed').toBe(false);
    const next = told.next();
    await server.tell('PUBLISH', 'totals:changed', '');
    expect((await next).done).toBe(false);
    stop.abort();
    await heard.close();
    await db.close();
  });

  test('who hears nothing for long because nothing happens keeps the connection', async () => {
    using way = await between(server.port);
    const db = await Connection.open(way.url, systemClock, SPANS);
    const heard = new Heard(db);
    const stop = new AbortController();
    const told = heard.changes('totals', 'totals:changed', stop.signal)[Symbol.asyncIterator]();
    await told.next();
    const pings = async () =>
      Number(/cmdstat_ping:calls=(\d+)/.exec(String(await server.tell('INFO', 'commandstats')))?.[1]);
    const before = (await pings()) || 0;
    await expect.poll(pings, { timeout: 5_000 }).toBeGreaterThan(before + 10);
    expect(way.made()).toBe(2);
    stop.abort();
    await heard.close();
    await db.close();
  });
});
