/** Goal: over a stream of five shards that is cut anew, throttled and read by consumers that are killed, the rows are those of a file. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import produce from '../../pipelines/produce.ts';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { foldOf } from '../../src/core/pipeline.ts';
import { log } from '../../src/logs/log.ts';
import { viewRows } from '../../src/runtime/view.ts';
import { binance } from '../../src/sources/binance.ts';
import { type MemoryStore, memoryStore } from '../../src/store/memory.ts';
import { fastClock } from '../support/clock.ts';
import { testContext } from '../support/context.ts';
import { exchangeOf } from '../support/exchange.ts';
import { folderPerTest } from '../support/folder.ts';
import { refusing } from '../support/kinesis/faults.ts';
import { kinesisFixture } from '../support/kinesis/fixture.ts';
import { TestStream } from '../support/kinesis/streams.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';
import { random } from '../support/random.ts';
import { world } from '../support/world.ts';

const fixture = kinesisFixture();
const folder = folderPerTest();
const scope = { pipeline: usdPerMinute.name, version: 1 };
const SPACE = 2n ** 128n;
const SECONDS = 180;

test('usd-per-minute is the same, byte for byte, on a file and on five shards', async () => {
  const market = new ManualClock();
  const exchange = await exchangeOf({ clock: market, speed: 1 });
  const clock = fastClock(10);
  const chance = random(11);
  await fixture.service.create('crypto', 5);
  const stream = new TestStream(fixture.service, 'crypto', 5);
  fixture.service.meddle(refusing(() => chance.chance(0.02)));

  const logs = [`file:${folder}`, fixture.service.logUrl].map((logUrl) => ({
    logUrl,
    producer: world().start({ ...produce, source: binance({ url: exchange.wsUrl }) }, { clock, logUrl }),
    consumers: memoryStore({ clock }),
  }));
  await eventually(() => exchange.clients === 2);

  /** A consumer of the stream that is killed and started again while the market goes on. */
  const [, kinesis] = logs as [unknown, (typeof logs)[number]];
  const consume = (store: MemoryStore, logUrl: string) => world().start(usdPerMinute, { clock, store, logUrl });
  for (let part = 0; part < 10; part++) {
    const consumer = consume(kinesis.consumers, kinesis.logUrl);
    for (let second = 0; second < SECONDS / 10; second++) {
      await market.advance(1_000);
      await setTimeout(1);
    }
    if (part === 4) await stream.split(1, SPACE / 5n + SPACE / 10n);
    if (part === 6) await stream.merge(3, 4);
    await setTimeout(chance.integer(1, 200));
    consumer.kill();
  }
  await exchange.stop();

  const trades = [...exchange.ids().values()].reduce((sum, { first, next }) => sum + next - first, 0);
  const results: string[][] = [];
  for (const { logUrl, producer, consumers: store } of logs) {
    const last = () => Object.values(JSON.parse(producer.progress.at(-1)?.position ?? '{}') as Record<string, number>);
    const ids = [...exchange.ids().values()].filter(({ first, next }) => next > first);
    await eventually(() => last().reduce((a, b) => a + b, 0) === ids.reduce((sum, { next }) => sum + next - 1, 0));
    expect(await producer.stop()).toBeUndefined();
    const end = await log('crypto').open(testContext({ clock, logUrl }));
    await end.write([{ id: 'end', value: { e: 'end', E: exchange.now() } }]);
    await end.close();

    const consumer = consume(store, logUrl);
    const open = async () => (await store.roster(scope)).filter(({ ended }) => !ended).length;
    for (;;) {
      const { folded, notices } = await store.counts(scope);
      if (folded === trades && notices === (logUrl.startsWith('file') ? 1 : await open())) break;
      await setTimeout(5);
    }
    expect(await consumer.stop()).toBeUndefined();
    expect(await store.deadLetters(scope.pipeline, { limit: 10 })).toEqual([]);
    const rows = await Array.fromAsync(viewRows(store, scope, foldOf(usdPerMinute)));
    results.push(rows.map((row) => JSON.stringify(row)));
  }
  const [ofFile = [], ofStream] = results;
  expect(ofStream).toEqual(ofFile);
  expect(ofFile.length).toBeGreaterThan(20);
  expect(ofFile.filter((row) => JSON.parse(row).final).length).toBeGreaterThan(15);
  expect(await kinesis.consumers.roster(scope), 'five, two of a split, one of a merge').toHaveLength(8);
}, 60_000);
