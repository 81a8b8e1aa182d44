import { describe, expect, test } from 'vitest';
import { never } from '../../../src/core/never.ts';
import { foldOf } from '../../../src/core/pipeline.ts';
import { days, hours, minutes, seconds } from '../../../src/core/time.ts';
import { count, dedupe, parse, pipeline, sum, total, trade, tumble, view } from '../../../src/index.ts';
import { type KinesisOptions, kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { viewRows } from '../../../src/runtime/view.ts';
import { hastyClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { arriving, emptying, expiring, lagging, shortening, throttling } from '../../support/kinesis/faults.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import type { TestStream } from '../../support/kinesis/streams.ts';
import { NOON, tradeAt } from '../../support/market.ts';
import { Kept } from '../../support/outside.ts';
import { random } from '../../support/random.ts';
import { itemsOf, openReader, partitionsOf, take } from '../../support/reading.ts';
import { world } from '../../support/world.ts';

const fixture = kinesisFixture();
const { stream } = fixture;

const context = () => testContext({ clock: hastyClock(), logUrl: fixture.service.logUrl });
const open = ({ name }: TestStream, options: KinesisOptions, from?: string) =>
  openReader(kinesis(name, options), context(), from);
const all = Number.POSITIVE_INFINITY;
const texts = (n: number, of = 'n') => Array.from({ length: n }, (_, i) => `{"${of}":${i}}`);
const sorted = (items: readonly { readonly text: string }[]) => items.map(({ text }) => text).sort();
const FROM_START = { from: 'trim-horizon', within: days(1_000) } as const;

async function filled(shards: number, each: number) {
  const log = await stream(shards);
  const names = Array.from({ length: shards }, (_, shard) => texts(each, `shard${shard}`));
  for (const [shard, own] of names.entries()) await log.put(own, shard);
  return { log, texts: names.flat().sort() };
}

describe('a bounded read', () => {
  test('is one partition, of the name of the stream, whatever shards there are', async () => {
    const log = await stream(3);
    const partitions = await partitionsOf(kinesis(log.name, { limit: 5 }), context());
    expect(partitions).toMatchObject([{ id: log.name, parents: [] }]);
  });

  test('begins at latest, takes its limit from all shards together, and is over with it', async () => {
    const { log } = await filled(3, 10);
    const reader = await open(log, { limit: 25 });
    for (const shard of [0, 1, 2]) await log.put(texts(10, `later${shard}`), shard);
    const items = await take(reader, all);
    expect(items).toHaveLength(25);
    expect(items.every(({ text }) => text.startsWith('{"later'))).toBe(true);
    expect(new Set(items.map(({ text }) => text.slice(0, 8))).size).toBe(3);
    await expect(reader.next(never)).rejects.toThrow('asked for more');
    await reader.close();
  });

  test('is over at its time with what came by then, and says that this is less than its limit', async () => {
    const log = await stream(2);
    const here = testContext({ clock: hastyClock(), logUrl: fixture.service.logUrl });
    const reader = await openReader(kinesis(log.name, { limit: 250, within: seconds(5) }), here);
    await log.put(texts(3), 1);
    expect(sorted(await take(reader, all))).toEqual(texts(3));
    expect(here.lines).toEqual([
      {
        level: 'warn',
        fields: { stream: log.name, records: 3, limit: 250 },
        message: expect.stringContaining('fewer'),
      },
    ]);
    await reader.close();
  });

  test.each([
    [{ limit: 5 }, seconds(30)],
    [{ limit: 5, within: seconds(45) }, seconds(45)],
    [{ within: seconds(3) }, seconds(3)],
  ])('with %j waits %d ms for records, and no longer', async (options, within) => {
    const log = await stream(2);
    const clock = hastyClock();
    const reader = await openReader(kinesis(log.name, options), testContext({ clock, logUrl: fixture.service.logUrl }));
    const began = clock.elapsed();
    expect(await take(reader, all)).toEqual([]);
    expect(clock.elapsed() - began).toBeGreaterThanOrEqual(within);
    // Two shards sleep at once, and a hasty clock counts both.
    expect(clock.elapsed() - began).toBeLessThan(within + 2_000);
    await reader.close();
  });

  test.each([1, 2, 3])('finds everything, whatever the service does (seed %d)', async (seed) => {
    const { log, texts } = await filled(3, 20);
    const chance = random(seed);
    fixture.service.meddle(
      throttling(chance, 0.15),
      expiring(chance, 0.15),
      emptying(chance, 0.3),
      shortening(chance),
      lagging,
    );
    const reader = await open(log, { ...FROM_START, limit: 60 });
    expect(sorted(await take(reader, all))).toEqual(texts);
    await reader.close();
  });

  test('is resumed behind any of its records with the rest, and with what is left of its limit', async () => {
    const { log, texts } = await filled(3, 6);
    fixture.service.meddle(shortening(random(7)));
    const reader = await open(log, { ...FROM_START, limit: 17 });
    const items = await take(reader, all);
    await reader.close();
    expect(items).toHaveLength(17);
    for (const [i, { position }] of items.entries()) {
      const resumed = await open(log, { ...FROM_START, limit: 17 }, position);
      const rest = await take(resumed, all);
      await resumed.close();
      expect(rest).toHaveLength(16 - i);
      expect(new Set([...items.slice(0, i + 1), ...rest].map(({ text }) => text)).size, position).toBe(17);
    }
    expect(texts).toEqual(expect.arrayContaining(sorted(items)));
  });

  test('follows splits and merges', async () => {
    const log = await stream(2);
    await log.put(texts(5, 'first'), 0);
    const reader = await open(log, { from: 'latest', within: days(1_000) });
    await log.put(texts(5, 'before'), 0);
    await log.split(0, 2n ** 125n);
    await log.put(texts(5, 'split'), 0);
    await log.merge(3, 1);
    await log.put(texts(5, 'merged'), 1);
    const items = await take(reader, 15);
    expect(sorted(items)).toEqual([...texts(5, 'before'), ...texts(5, 'merged'), ...texts(5, 'split')]);
    await reader.close();
  });

  test('reads a shard that was found empty again, however busy another one is', async () => {
    const log = await stream(2);
    await log.put(texts(30, 'busy'), 0);
    const reader = await open(log, { ...FROM_START, page: 1 });
    await take(reader, 3);
    await log.put(['quiet'], 1);
    expect((await take(reader, 4)).map(({ text }) => text)).toContain('quiet');
    await reader.close();
  });

  test('knows no order, and says so', async () => {
    const { log } = await filled(2, 3);
    const reader = await open(log, { ...FROM_START, limit: 6 });
    expect(await reader.next(never)).toMatchObject({ unordered: true });
    await reader.close();
  });
});

describe('a reading to the end', () => {
  test('gives what all shards held when it was opened, closed ones too, and nothing that came later', async () => {
    const log = await stream(2);
    await log.put(texts(5, 'first'), 0);
    await log.put(texts(5, 'other'), 1);
    await log.split(0, 2n ** 125n);
    await log.put(texts(5, 'split'), 0);
    // In kinesalite records of a child arrive up to a second later than they do.
    fixture.service.meddle(arriving((text) => Date.now() + hours(text.includes('later') ? 1 : -1)));
    const reader = await open(log, { end: true, page: 2 });
    const some = itemsOf(await reader.next(never));
    await log.put(texts(5, 'later'), 1);
    await log.split(1, 2n ** 127n + 2n ** 125n);
    await log.put(texts(5, 'later'), 1);
    const rest = await take(reader, all);
    await reader.close();
    expect(sorted([...some, ...rest])).toEqual([...texts(5, 'first'), ...texts(5, 'other'), ...texts(5, 'split')]);
    const resumed = await open(log, { end: true }, some.at(-1)?.position);
    expect(sorted(await take(resumed, all))).toEqual(sorted(rest));
    await resumed.close();
    fixture.service.meddle(arriving(() => Date.now() - hours(1)));
    const again = await open(log, { end: true });
    expect(await take(again, all)).toHaveLength(25);
    await again.close();
  });

  test('reads no shard far ahead of the others, by arrival', async () => {
    const log = await stream(2);
    await log.put(texts(6, 'fast'), 0);
    await log.put(texts(6, 'slow'), 1);
    const began = Date.now() - hours(1);
    const nth = (text: string) => Number(/\d+/.exec(text));
    fixture.service.meddle(arriving((text) => began + nth(text) * (text.includes('fast') ? minutes(10) : 1)));
    const reader = await open(log, { end: true, page: 1 });
    const order = (await take(reader, all)).map(({ text }) => text);
    await reader.close();
    expect(order).toHaveLength(12);
    expect(order.indexOf('{"fast":2}')).toBeGreaterThan(order.indexOf('{"slow":5}'));
  });
});

describe('over the real runtime', () => {
  const often = { commitEvery: 0 };
  const source = (log: TestStream, limit: number) =>
    kinesis(log.name, { from: 'trim-horizon', limit, within: seconds(20), page: 4 });
  const run = async (job: Parameters<ReturnType<typeof world>['start']>[0]) => {
    const here = world();
    const running = here.start(job, { clock: systemClock, logUrl: fixture.service.logUrl, limits: often });
    expect(await running.ended).toBeUndefined();
    return { here, running };
  };

  /** Hours of trades: each shard has another hour, the newest first in the order of the shards. */
  async function traded() {
    const log = await stream(3);
    const trades = [3, 2, 1].flatMap((hour, shard) =>
      Array.from({ length: 10 }, (_, i) => ({
        shard,
        trade: tradeAt(NOON + hours(hour) + seconds(i * 20), { t: 100 * shard + i, q: String(i + 1) }),
      })),
    );
    for (const { shard, trade } of trades) await log.put([JSON.stringify(trade)], shard);
    return { log, trades: trades.map(({ trade }) => trade) };
  }

  test('events of several shards, hours apart and in no order, are in time: one total, one row a minute', async () => {
    const { log, trades } = await traded();
    const totals = new Kept<object>('totals');
    const whole = pipeline('whole')
      .from(source(log, 30))
      .pipe(
        parse(trade),
        dedupe({ within: minutes(10) }),
        total({ key: 'symbol' }, { n: count(), units: sum('quantity') }),
      )
      .to(totals);
    const first = await run(whole);
    expect(totals.written.map(({ value }) => value)).toMatchObject([
      { key: 'BTCUSDT', n: 30, units: 3 * 55, final: true },
    ]);
    expect(first.running.progress.filter(({ records }) => records > 0).length).toBeGreaterThan(1);
    expect(first.running.progress.flatMap(({ rejected }) => rejected)).toEqual([]);

    const minutely = pipeline('minutely')
      .from(source(log, 30))
      .pipe(
        parse(trade),
        tumble({ size: minutes(1), lateness: 0, key: 'symbol' }, { n: count(), units: sum('quantity') }),
      )
      .to(view('minutely'));
    const { here, running } = await run(minutely);
    const rows = await Array.fromAsync(viewRows(here.store, { pipeline: 'minutely', version: 1 }, foldOf(minutely)));
    const byMinute = Map.groupBy(trades, ({ T }) => T - (T % minutes(1)));
    expect(rows).toMatchObject(
      [...byMinute]
        .sort(([a], [b]) => a - b)
        .map(([start, of]) => ({
          start,
          n: of.length,
          units: of.reduce((sum, { q }) => sum + Number(q), 0),
          final: true,
        })),
    );
    expect(running.progress.flatMap(({ rejected }) => rejected)).toEqual([]);
    expect(running.progress.at(-1)).toMatchObject({ counts: { records: 30, folded: 30 }, ended: true });
  });
});
