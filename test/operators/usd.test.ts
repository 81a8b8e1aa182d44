import { lastValueFrom, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { State } from '../../src/core/state.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { usd } from '../../src/operators/usd.ts';
import { print } from '../../src/sinks/print.ts';
import { view } from '../../src/sinks/view.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { batchOf, recordOf } from '../support/batches.ts';
import { BATCHES } from '../support/cuts.ts';
import { tickAt, tradeAt } from '../support/market.ts';
import { written } from '../support/written.ts';

/** One unit at the price of one, so that its dollars are the price of the quote asset. */
const inBtc = (T: number, t = T) => tradeAt(T, { s: 'ETHBTC', t });
const btcAt = (time: number, BTC: string) => tickAt(time, { BTC });

/** The dollars of each trade, in log order. */
async function dollars(items: readonly Item[], options: Parameters<typeof usd>[0] = {}, batch = 1) {
  const priced = pipeline('priced').from(log('trades')).pipe(parse(trade), usd(options)).to(print());
  const { writes } = await drive(priced, items, { batch });
  return written(writes.print).map((value) => value.usd);
}

describe('a trade is worth what its quote asset cost', () => {
  test.each(BATCHES)(
    'until the price is too old, and between ticks what the one before says, in reads of %d',
    async (batch) => {
      const ticks = [btcAt(0, '100'), tickAt(1_000, { ETH: '9' }), btcAt(2_000, '200')];
      const trades = [500, 1_500, 2_500, 1_200, 2_200, 1_999, 5_000, 5_001, 4_999, 9_000].map((T, t) => inBtc(T, t));
      const options = { settle: 0, maxAge: seconds(3) } as const;
      const wanted = [100, 100, 200, 100, 200, 100, 200, null, 200, null];
      expect(await dollars([...ticks, ...trades], options, batch)).toEqual(wanted);
    },
  );

  test('in the last tick that is at least 5 s older than it', async () => {
    const ticks = [btcAt(0, '100'), btcAt(5_000, '200')];
    const trades = [4_999, 5_000, 9_999, 10_000].map((T) => inBtc(T));
    expect(await dollars([...ticks, ...trades])).toEqual([null, 100, 100, 200]);
  });

  test('in the last tick that is at least as much older as its author wants', async () => {
    const items = [btcAt(0, '100'), btcAt(5_000, '200'), inBtc(5_000), inBtc(4_999)];
    expect(await dollars(items, { settle: 0 })).toEqual([200, 100]);
    expect(await dollars([...items, inBtc(7_000), inBtc(6_999)], { settle: seconds(2) })).toEqual([100, 100, 200, 100]);
  });

  test('times its price and its quantity', async () => {
    expect(await dollars([btcAt(0, '60000'), tradeAt(5_000, { s: 'ETHBTC', p: '0.05', q: '2.5' })])).toEqual([7_500]);
  });

  test('where a dollar tether is a dollar, whatever the log has told', async () => {
    expect(await dollars([tradeAt(1, { p: '0.1', q: '3' })])).toEqual([0.3]);
  });

  test('in an older tick, where the last one does not tell it', async () => {
    const items = [btcAt(0, '100'), tickAt(5_000, { ETH: '9' }), inBtc(10_000), tradeAt(10_000, { s: 'LTCETH' })];
    expect(await dollars(items)).toEqual([100, 9]);
  });

  test('by the first of two ticks of one time, and in time wherever an older tick stands', async () => {
    expect(await dollars([btcAt(0, '100'), btcAt(0, '200'), inBtc(5_000)])).toEqual([100]);
    expect(await dollars([btcAt(2_000, '200'), btcAt(0, '100'), inBtc(5_000), inBtc(7_000)])).toEqual([100, 200]);
  });
});

describe('a trade is unpriced', () => {
  test('before a tick has settled, and where no tick tells its quote asset', async () => {
    expect(await dollars([inBtc(0), btcAt(0, '100'), inBtc(1), tradeAt(5_000, { s: 'LTCETH' })])).toEqual([
      null,
      null,
      null,
    ]);
    expect(await dollars([btcAt(0, '100'), tradeAt(5_000, { s: 'BTCXYZ' })])).toEqual([null]);
  });

  test('where a tick tells a price of 0', async () => {
    expect(await dollars([btcAt(0, '0'), inBtc(5_000)])).toEqual([null]);
  });

  test('where the last price is too old: a quarter of an hour, unless told otherwise', async () => {
    const old = seconds(5) + minutes(15);
    expect(await dollars([btcAt(0, '100'), inBtc(old), inBtc(old + 1)])).toEqual([100, null]);
    expect(await dollars([btcAt(0, '100'), inBtc(8_000), inBtc(8_001)], { maxAge: seconds(3) })).toEqual([100, null]);
  });

  test('and still counts, with its units, beside a total that says how many it leaves out', async () => {
    const perMinute = pipeline('per-minute')
      .from(log('trades'))
      .pipe(
        parse(trade),
        usd(),
        tumble(
          { size: minutes(1), lateness: 0, key: 'symbol' },
          { trades: count(), units: sum('quantity'), value: sum('usd'), unpriced: missing('usd') },
        ),
      )
      .to(view('per-minute'));
    const { rows } = await drive(perMinute, [inBtc(1), btcAt(2, '100'), inBtc(5_001), inBtc(5_002)]);
    expect(rows).toMatchObject([{ key: 'ETHBTC', trades: 3, units: 3, value: 100, unpriced: 2 }]);
  });
});

describe('a tick counts from where it stands in the log', () => {
  const [before, between, behind] = [inBtc(9_000, 1), inBtc(9_000, 2), inBtc(9_000, 3)] as const;

  test.each(BATCHES)('in reads of %d', async (batch) => {
    const items = [before, btcAt(0, '100'), between, btcAt(1_000, '200'), behind];
    expect(await dollars(items, {}, batch)).toEqual([null, 100, 200]);
  });

  test('over a crash', async () => {
    const items: Item[] = [before, btcAt(0, '100'), PAUSE, CRASH, between, CRASH, btcAt(1_000, '200'), behind];
    expect(await dollars(items)).toEqual([null, 100, 200]);
  });
});

describe('a late trade', () => {
  test('gets the price of then', async () => {
    const ticks = [btcAt(0, '100'), btcAt(10_000, '200'), btcAt(20_000, '300')];
    expect(await dollars([...ticks, inBtc(25_000), inBtc(15_000), inBtc(6_000)])).toEqual([300, 200, 100]);
  });

  test('finds it for as long as its author wants prices to be kept', async () => {
    const options = { settle: 0, maxAge: 0, late: seconds(10) };
    expect(await dollars([btcAt(0, '100'), btcAt(10_000, '200'), inBtc(0)], options)).toEqual([100]);
    expect(await dollars([btcAt(0, '100'), btcAt(10_001, '200'), inBtc(0)], options)).toEqual([null]);
  });

  test('is all that ticks are kept for', async () => {
    const state = new State();
    const ticks = Array.from({ length: 1_000 }, (_, i) => recordOf(btcAt(i * 1_000, '100')));
    const kept = usd({ settle: seconds(1), maxAge: seconds(3), late: seconds(5) });
    await lastValueFrom(of(batchOf(ticks, 'data', state)).pipe(parse(trade), kept));
    expect([...state.cells('usd')].map(([time]) => Number(time))).toEqual(
      Array.from({ length: 10 }, (_, i) => 990_000 + i * 1_000),
    );
  });
});
