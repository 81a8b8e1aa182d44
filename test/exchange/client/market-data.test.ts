import { afterEach, describe, expect, test, vi } from 'vitest';
import { type MarketClient, marketClient } from '../../../src/exchange/client.ts';
import { answering } from '../../support/answering.ts';
import { testClock } from '../../support/clock.ts';
import { exchangeOf } from '../../support/exchange.ts';
import { recorded } from '../../support/recorded.ts';

const clientAt = (url: string): MarketClient => marketClient({ url, clock: testClock() });
afterEach(() => vi.unstubAllEnvs());

const trade = {
  symbol: 'BTCUSDT',
  id: 6_387_230_005,
  price: '63662.80000000',
  qty: '0.00117000',
  quoteQty: '74.48547600',
  time: 1_780_918_321_557,
  isBuyerMaker: true,
  isBestMatch: true,
};
const kline = {
  symbol: 'BTCUSDT',
  openTime: 1_780_924_800_000,
  open: '63749.99000000',
  high: '63757.99000000',
  low: '63730.74000000',
  close: '63734.79000000',
  volume: '8.65541000',
  closeTime: 1_780_924_859_999,
  quoteAssetVolume: '551736.59613710',
  trades: 2_420,
  takerBuyBaseAssetVolume: '5.51752000',
  takerBuyQuoteAssetVolume: '351713.32032570',
};
const weightLimit = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 };
const lots = { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' };

interface Recording {
  readonly name: string;
  readonly path: string;
  readonly ask: (client: MarketClient) => Promise<unknown>;
  readonly value: unknown;
}
const recordings: readonly Recording[] = [
  {
    name: 'ticker_price_BTCUSDT',
    path: 'ticker/price?symbol=BTCUSDT',
    ask: (client) => client.tickerPrice('BTCUSDT'),
    value: { symbol: 'BTCUSDT', price: '63732.00000000' },
  },
  {
    name: 'trades_BTCUSDT_limit5',
    path: 'trades?symbol=BTCUSDT&limit=5',
    ask: async (client) => (await client.trades('BTCUSDT', { limit: 5 })).slice(4),
    value: [trade],
  },
  {
    name: 'klines_BTCUSDT_1m_limit1',
    path: 'klines?symbol=BTCUSDT&interval=1m&limit=1',
    ask: (client) => client.klines('BTCUSDT', { limit: 1 }),
    value: [{ ...kline, isClosed: false }],
  },
  {
    name: 'exchangeInfo_BTCUSDT',
    path: 'exchangeInfo?symbols=%5B%22BTCUSDT%22%5D',
    ask: async (client) => (await client.exchangeInfo(['BTCUSDT'])).symbols[0],
    value: expect.objectContaining({
      symbol: 'BTCUSDT',
      status: 'TRADING',
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      filters: expect.arrayContaining([lots, { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 }]),
    }),
  },
  {
    name: 'exchangeInfo_BTCUSDT',
    path: 'exchangeInfo',
    ask: async (client) => (await client.exchangeInfo()).rateLimits[0],
    value: weightLimit,
  },
];

describe('what Binance has answered is understood, digit for digit:', () => {
  for (const { name, path, ask, value } of recordings) {
    const body = recorded(name);
    test.skipIf(body === undefined)(`${path} (skipped where shared/data/rest is absent)`, async () => {
      const exchange = await answering((asked) =>
        asked.path === 'time' ? { body: { serverTime: kline.closeTime } } : { body },
      );
      expect(await ask(clientAt(exchange.url))).toEqual(value);
      expect(exchange.paths().at(-1)).toBe(path);
    });
  }
});

test('a simulated exchange is asked for all that it has', async () => {
  const exchange = await exchangeOf({ speed: 1_000 });
  const client = clientAt(exchange.restUrl);
  while (exchange.ids().get('BTCUSDT')?.first === exchange.ids().get('BTCUSDT')?.next) await client.time();
  expect(await client.ping()).toBe('OK');
  expect(await client.time()).toBeLessThanOrEqual(exchange.now());
  const last = await client.trades('BTCUSDT', { limit: 1 });
  const { first } = exchange.ids().get('BTCUSDT') ?? { first: 0 };
  const [oldest] = await client.historicalTrades('BTCUSDT', { fromId: first, limit: 1 });
  expect(oldest?.id).toBe(first);
  expect(last[0]?.id).toBeGreaterThanOrEqual(first);
  expect((await client.tickerPrice()).map(({ symbol }) => symbol)).toContain('ETHBTC');
  expect((await client.exchangeInfo(['ETHBTC'])).symbols).toMatchObject([{ baseAsset: 'ETH', quoteAsset: 'BTC' }]);
  const candles = await client.klines('BTCUSDT');
  expect(candles.at(-1)).toMatchObject({ symbol: 'BTCUSDT', isClosed: false });
  await exchange.stop();
});

test('aggregated trades have the names of their columns', async () => {
  const exchange = await answering(() => ({
    body: [
      { a: 26_129, p: '0.01633102', q: '4.70443515', f: 27_781, l: 27_782, T: 1_498_793_709_153, m: true, M: true },
    ],
  }));
  const [row] = await clientAt(exchange.url).aggTrades('BNBBTC', { fromId: 26_129, limit: 1 });
  expect(row).toEqual({
    symbol: 'BNBBTC',
    aggTradeId: 26_129,
    price: '0.01633102',
    quantity: '4.70443515',
    firstTradeId: 27_781,
    lastTradeId: 27_782,
    time: 1_498_793_709_153,
    buyerMaker: true,
    bestPriceMatch: true,
  });
  expect(exchange.paths()).toEqual(['aggTrades?symbol=BNBBTC&fromId=26129&limit=1']);
});

test.each(['btcusdt', '', 'BTC USDT', 'BTCUSDT&limit=9'])('the symbol %j is not sent', async (symbol) => {
  const exchange = await answering(() => ({ body: [] }));
  await expect(clientAt(exchange.url).trades(symbol)).rejects.toMatchObject({
    code: 'CONFIG',
    message: `The symbol is ${JSON.stringify(symbol)}, wanted one such as "BTCUSDT".`,
  });
  expect(exchange.paths()).toEqual([]);
});

test('a symbol of another script is sent as it is', async () => {
  const exchange = await answering(() => ({ body: [] }));
  await clientAt(exchange.url).trades('币安人生USDT');
  expect(exchange.paths()).toEqual([`trades?symbol=${encodeURIComponent('币安人生')}USDT&limit=500`]);
});

test.each([0, -1, 1.5, 1_001, Number.NaN])('a limit of %d is not sent', async (limit) => {
  await expect(clientAt('http://127.0.0.1:1').trades('BTCUSDT', { limit })).rejects.toMatchObject({
    code: 'CONFIG',
    message: `The limit of trades is ${limit}, wanted a whole number from 1 to 1000.`,
  });
});

test('the host that has market data alone is not asked for historicalTrades', async () => {
  vi.stubEnv('BINANCE_REST', 'https://data-api.binance.vision');
  await expect(marketClient({ clock: testClock() }).historicalTrades('BTCUSDT')).rejects.toMatchObject({
    code: 'CONFIG',
    message: 'data-api.binance.vision does not have historicalTrades: take aggTrades, or leave BINANCE_REST out.',
  });
});
