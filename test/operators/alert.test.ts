import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pipeline } from '../../src/core/pipeline.ts';
import { millis, minutes } from '../../src/core/time.ts';
import { file } from '../../src/logs/file/file.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { type Alert, alert } from '../../src/operators/alert.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { check } from '../../src/runtime/check.ts';
import { print } from '../../src/sinks/print.ts';
import { type CachedKey, cached } from '../../src/sources/cached.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { BATCHES } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';
import { Kept } from '../support/outside.ts';
import { world } from '../support/world.ts';
import { written } from '../support/written.ts';

interface Options {
  readonly below?: number;
  readonly above?: number;
  readonly coolDown?: number;
  readonly recovery?: boolean;
}

const alarmed = (options: Options) =>
  pipeline('alarmed')
    .from(file('trades.ndjson'))
    .pipe(
      parse(trade),
      alert({ key: 'symbol', of: 'price', ...options }),
      map(
        ({ key, is, over, since, event }) =>
          `${key} ${over ? 'over, was' : 'is'} ${is} at ${event.time}, since ${since}`,
      ),
    )
    .to(print());

async function told(items: readonly Item[], options: Options, batch = 1): Promise<readonly string[]> {
  const { writes } = await drive(alarmed(options), items, { batch });
  return written(writes.print).map((text) => String(text).replace('BTCUSDT ', ''));
}

/** The price in each millisecond from 1 on. */
const prices = (...all: readonly number[]): readonly Item[] => all.map((p, i) => tradeAt(i + 1, { p: String(p) }));

describe('alert', () => {
  test('tells once when an amount leaves its bounds, and again when it has been back in between', async () => {
    expect(await told(prices(5, 9, 9, 8, 5, 9), { above: 7 })).toEqual([
      'is above at 2, since 2',
      'is above at 6, since 6',
    ]);
    expect(await told(prices(5, 1, 1, 5, 1), { below: 3 })).toEqual([
      'is below at 2, since 2',
      'is below at 5, since 5',
    ]);
  });

  test('nothing is an amount, too, and two bounds may be one', async () => {
    const around = pipeline('around')
      .from(file('trades.ndjson'))
      .pipe(
        parse(trade),
        alert({ key: 'symbol', of: ({ price }) => price - 5, below: 0, above: 0 }),
        map(({ is, since }) => `${is} at ${since}`),
      )
      .to(print());
    const { writes } = await drive(around, prices(6, 5, 6, 4, 5, 5), { batch: 10 });
    expect(written(writes.print)).toEqual(['above at 1', 'above at 3', 'below at 4']);
  });

  test('what is just on a bound is within', async () => {
    expect(await told(prices(3, 7, 5), { below: 3, above: 7 })).toEqual([]);
    expect(await told(prices(2.999_999_99), { below: 3, above: 7 })).toHaveLength(1);
    expect(await told(prices(7.000_000_01), { below: 3, above: 7 })).toHaveLength(1);
  });

  test('an amount that is out of bounds from the beginning is told', async () => {
    expect(await told(prices(9), { above: 7 })).toEqual(['is above at 1, since 1']);
  });

  test('tells, if wanted, that it is over, and since when it was', async () => {
    expect(await told(prices(5, 9, 9, 5, 5, 1, 5), { below: 3, above: 7, recovery: true })).toEqual([
      'is above at 2, since 2',
      'over, was above at 4, since 2',
      'is below at 6, since 6',
      'over, was below at 7, since 6',
    ]);
  });

  test('from one side straight to the other is another alert, and no recovery', async () => {
    expect(await told(prices(9, 1, 9, 5), { below: 3, above: 7, recovery: true })).toEqual([
      'is above at 1, since 1',
      'is below at 2, since 2',
      'is above at 3, since 3',
      'over, was above at 4, since 3',
    ]);
  });

  test('tells again after its cool-down, while it lasts', async () => {
    expect(await told(prices(9, 9, 9, 9, 9, 9), { above: 7, coolDown: millis(3) })).toEqual([
      'is above at 1, since 1',
      'is above at 4, since 1',
    ]);
  });

  test('what comes again within its cool-down is told no more often; nor that it is over, where it was not told', async () => {
    const flapping = prices(9, 5, 9, 5, 9, 9, 9, 5);
    expect(await told(flapping, { above: 7, coolDown: millis(5), recovery: true })).toEqual([
      'is above at 1, since 1',
      'over, was above at 2, since 1',
      'is above at 6, since 5',
      'over, was above at 8, since 5',
    ]);
    // Each side has a cool-down of its own; who heard of one hears that it is over, whatever came between.
    expect(await told(prices(9, 1, 9, 5), { below: 3, above: 7, coolDown: millis(10), recovery: true })).toEqual([
      'is above at 1, since 1',
      'is below at 2, since 2',
      'over, was above at 4, since 3',
    ]);
    expect(await told(prices(9, 1, 9, 1), { below: 3, above: 7, coolDown: millis(10) })).toEqual([
      'is above at 1, since 1',
      'is below at 2, since 2',
    ]);
  });

  test('with a cool-down of nothing it tells with each event, for as long as it lasts', async () => {
    expect(await told(prices(9, 9, 5, 9), { above: 7, coolDown: 0 })).toEqual([
      'is above at 1, since 1',
      'is above at 2, since 1',
      'is above at 4, since 4',
    ]);
  });

  test('each key has a state of its own', async () => {
    const both = prices(9, 5, 9).flatMap((item, i): readonly Item[] => [
      item,
      tradeAt(i + 1, { s: 'ETHUSDT', p: '9' }),
    ]);
    expect(await told(both, { above: 7 })).toEqual([
      'is above at 1, since 1',
      'ETHUSDT is above at 1, since 1',
      'is above at 3, since 3',
    ]);
  });

  test.each(BATCHES)('goes on after a crash where it was, in reads of %d', async (batch) => {
    const all = prices(9, 5, 9, 9, 9, 1, 5, 9);
    const options = { below: 3, above: 7, coolDown: 2, recovery: true };
    const broken = (item: Item, i: number): readonly Item[] => (i % 2 === 0 ? [item, PAUSE] : [item, CRASH]);
    const calm = await told(all, options, batch);
    expect(await told(all.flatMap(broken), options, batch)).toEqual(calm);
    expect(calm.length).toBeGreaterThan(3);
  });

  test('tells what a plain loop says', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.constantFrom(1, 5, 9), { maxLength: 30 }),
      fc.option(fc.nat(4), { nil: undefined }),
      fc.boolean(),
      async (all, coolDown, recovery) => {
        const options = { below: 3, above: 7, recovery, ...(coolDown !== undefined && { coolDown }) };
        expect(await told(prices(...all), options)).toEqual(plain(all, coolDown, recovery));
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });

  test('text that is a decimal has bounds like a number; null says nothing; what is neither is set aside', async () => {
    const { store, start } = world();
    const sink = new Kept<Alert<CachedKey>>('sink');
    const job = pipeline('bounds')
      .from(cached('price:*'))
      .pipe(alert({ key: 'key', of: ({ value }) => (value === '' ? null : value), below: 3_800, above: 4_000 }))
      .to(sink);
    for (const [coin, price] of ['4000.00000001', '4000.00000000', '-1', '', 'none'].entries()) {
      await store.keys.put(`price:${coin}`, price);
    }
    expect(await start(job, { scheduled: 7 }).ended).toBeUndefined();
    expect(sink.written.map(({ value: { key, is, since } }) => [key, is, since])).toEqual([
      ['price:0', 'above', 7],
      ['price:2', 'below', 7],
    ]);
    expect(await store.deadLetters('bounds', { limit: 9 })).toMatchObject([
      { reason: 'failed', detail: expect.stringMatching(/gave "none", wanted a number, a decimal or null$/) },
    ]);
  });

  test('the next run of a job knows what was told, and goes by when each was due', async () => {
    const { store, start } = world();
    const sink = new Kept<Alert<CachedKey>>('sink');
    const job = pipeline('bounds')
      .from(cached('price'))
      .pipe(alert({ key: 'key', of: 'value', above: 7, coolDown: minutes(10), recovery: true }))
      .to(sink);
    for (const [minute, price] of [9, 9, 5, 9, 9].entries()) {
      await store.keys.put('price', String(price));
      expect(await start(job, { scheduled: minutes(4 * minute) }).ended).toBeUndefined();
    }
    expect(sink.written.map(({ value: { over, event } }) => [over, event.time / minutes(1)])).toEqual([
      [false, 0],
      [true, 8],
      [false, 12],
    ]);
  });

  test('with other bounds it is another pipeline, which is begun anew, and knows nothing of what was told', async () => {
    const { store, start } = world();
    await store.keys.put('price', '9');
    const sink = new Kept<Alert<CachedKey>>('sink');
    const job = (above: number) =>
      pipeline('bounds')
        .from(cached('price'))
        .pipe(alert({ key: 'key', of: 'value', above }))
        .to(sink);
    expect(await start(job(7)).ended).toBeUndefined();
    expect(await start(job(7)).ended).toBeUndefined();
    expect(await start(job(8)).ended).toMatchObject({ code: 'CHANGED' });
    expect(sink.written).toHaveLength(1);
    expect(await start(job(8), { rebuild: true }).ended).toBeUndefined();
    expect(sink.written).toHaveLength(2);
  });

  test('is refused on a log of several partitions, and without bounds that can be', () => {
    const several = pipeline('several')
      .from(log('trades'))
      .pipe(parse(trade), alert({ key: 'symbol', of: 'price', above: 1 }))
      .to(print());
    expect([...check(several)]).toEqual([expect.stringContaining('right on a log of one partition only')]);
    for (const options of [{}, { below: 4, above: 3 }, { above: Number.NaN }, { below: Number.NEGATIVE_INFINITY }]) {
      expect(() => alarmed(options)).toThrow(/Wanted: one number, or two of which the first is not greater/);
    }
    expect(() => alarmed({ above: 1, coolDown: -1 })).toThrow('alert was given coolDown: -1');
  });
});

/** The loop that one would write, over prices in each millisecond from 1 on. */
function plain(all: readonly number[], coolDown: number | undefined, recovery: boolean): readonly string[] {
  const told: string[] = [];
  const last: Record<string, number> = {};
  let [was, since, known] = ['within', 0, false];
  for (const [i, price] of all.entries()) {
    const [time, is] = [i + 1, price < 3 ? 'below' : price > 7 ? 'above' : 'within'];
    if (is === 'within') {
      if (was !== 'within' && known && recovery) told.push(`over, was ${was} at ${time}, since ${since}`);
      [was, known] = [is, false];
      continue;
    }
    const comes = is !== was;
    if (comes) [was, since] = [is, time];
    const quiet = coolDown === undefined ? !comes : time - (last[is] ?? Number.NEGATIVE_INFINITY) < coolDown;
    if (quiet) continue;
    told.push(`is ${is} at ${time}, since ${since}`);
    [known, last[is]] = [true, time];
  }
  return told;
}
