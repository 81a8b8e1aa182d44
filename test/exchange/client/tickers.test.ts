import { describe, expect, test } from 'vitest';
import { marketClient } from '../../../src/exchange/client.ts';
import { answering } from '../../support/answering.ts';
import { testClock } from '../../support/clock.ts';
import { recorded } from '../../support/recorded.ts';

const ticker24hr = recorded('ticker_24hr_BTCUSDT');
test.skipIf(ticker24hr === undefined)(
  'the 24 hours of Binance (skipped where shared/data/rest is absent)',
  async () => {
    const exchange = await answering(() => ({ body: ticker24hr }));
    const ticker = await marketClient({ url: exchange.url, clock: testClock() }).ticker24hr('BTCUSDT');
    expect(ticker).toEqual(JSON.parse(ticker24hr ?? ''));
    expect(exchange.paths()).toEqual(['ticker/24hr?symbol=BTCUSDT']);
  },
);

test('the best offers, the average price and the book', async () => {
  const book = { symbol: 'BTCUSDT', bidPrice: '4.00', bidQty: '431.0', askPrice: '4.01', askQty: '9.0' };
  const answers: { readonly [path: string]: unknown } = {
    'ticker/bookTicker': [book],
    'ticker/bookTicker?symbol=BTCUSDT': book,
    'avgPrice?symbol=BTCUSDT': { mins: 5, price: '9.35751834', closeTime: 1_694_061_154_503 },
    'depth?symbol=BTCUSDT&limit=5': {
      lastUpdateId: 7,
      bids: [['4.00', '431.0']],
      asks: [
        ['4.01', '9.0'],
        ['4.02', '1'],
      ],
    },
  };
  const exchange = await answering(({ path }) => ({ body: answers[path] ?? null }));
  const client = marketClient({ url: exchange.url, clock: testClock() });
  expect(await client.tickerBook()).toEqual([book]);
  expect(await client.tickerBook('BTCUSDT')).toEqual(book);
  expect(await client.avgPrice('BTCUSDT')).toEqual({ mins: 5, price: '9.35751834', closeTime: 1_694_061_154_503 });
  expect(await client.depth('BTCUSDT', { limit: 5 })).toEqual({
    lastUpdateId: 7,
    bids: [{ price: '4.00', quantity: '431.0' }],
    asks: [
      { price: '4.01', quantity: '9.0' },
      { price: '4.02', quantity: '1' },
    ],
  });
});

test('a book weighs more the deeper it is', async () => {
  const exchange = await answering(() => ({ body: { lastUpdateId: 7, bids: [], asks: [] } }));
  const after = async (limit: number, times: number) => {
    const clock = testClock();
    const client = marketClient({ url: exchange.url, clock });
    for (let n = 0; n < times; n++) await client.depth('BTCUSDT', { limit });
    return clock.now();
  };
  // 5,900 a minute: 118 of 50 and 23 of 250 fit.
  expect([await after(501, 118), await after(501, 119)]).toEqual([0, 60_000]);
  expect([await after(1_001, 23), await after(1_001, 24)]).toEqual([0, 60_000]);
});

describe('what is listed', () => {
  const listed = (symbol: string, status: string, baseAsset: string, filters: readonly object[] = []) => ({
    ...{ symbol, status, baseAsset, quoteAsset: 'USDT', baseAssetPrecision: 8, quoteAssetPrecision: 8 },
    ...{ isSpotTradingAllowed: true, filters },
  });
  const rule = { filterType: 'LOT_SIZE', minQty: '1.0', maxQty: '9.0', stepSize: '1.0' };
  const symbols = [
    listed('ETHUSDT', 'TRADING', 'ETH'),
    listed('BTCUSDT', 'TRADING', 'BTC', [{ ...rule, unknown: { nested: 1 } }]),
    listed('OLDUSDT', 'BREAK', 'OLD'),
  ];
  const exchangeOf = (fails = 0) =>
    answering((_asked, nth) =>
      nth < fails ? { status: 451, body: '' } : { body: { timezone: 'UTC', serverTime: 1, rateLimits: [], symbols } },
    );

  test('are symbols, coins and filters, asked for once in ten minutes', async () => {
    const exchange = await exchangeOf();
    const clock = testClock();
    const client = marketClient({ url: exchange.url, clock });
    expect(await client.symbols()).toEqual(['ETHUSDT', 'BTCUSDT']);
    expect(await client.symbols({ all: true })).toEqual(['ETHUSDT', 'BTCUSDT', 'OLDUSDT']);
    expect(await client.coins()).toEqual(['BTC', 'ETH']);
    expect(await client.filters('BTCUSDT')).toEqual([rule]);
    await expect(client.filters('XYZUSDT')).rejects.toMatchObject({
      code: 'CONFIG',
      message: 'The exchange lists no XYZUSDT: see `millrace market symbols`.',
    });
    expect(exchange.asked).toHaveLength(1);
    await clock.sleep(600_000);
    await Promise.all([client.coins(), client.symbols()]);
    expect(exchange.asked).toHaveLength(2);
  });

  test('is asked for again where that has failed', async () => {
    const exchange = await exchangeOf(1);
    const client = marketClient({ url: exchange.url, clock: testClock() });
    await expect(client.coins()).rejects.toThrow('got 451');
    expect(await client.coins()).toEqual(['BTC', 'ETH']);
  });
});
