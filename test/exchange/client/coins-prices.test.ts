/** What coins are worth, as the exchange tells its markets: against an oracle that looks at every shortest path. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MarketClient, marketClient } from '../../../src/exchange/client.ts';
import { answering } from '../../support/answering.ts';
import { testClock } from '../../support/clock.ts';
import { closing } from '../../support/exchange.ts';

interface Market {
  readonly base: string;
  readonly quote: string;
  readonly price: string;
  readonly volume: string;
  readonly status?: string;
}

const statistics = { ...zeros('priceChange', 'priceChangePercent', 'weightedAvgPrice', 'prevClosePrice', 'lastQty') };
const offers = { ...zeros('bidPrice', 'bidQty', 'askPrice', 'askQty', 'openPrice', 'highPrice', 'lowPrice', 'volume') };
const ids = { openTime: 0, closeTime: 1, firstId: -1, lastId: -1, count: 0 };
function zeros(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '0.00000000']));
}

/** What a client says of an exchange that has these markets. */
const pricesOf = (markets: readonly Market[], unit?: string) => asked(markets, (client) => client.coinsPrices(unit));

async function asked<T>(markets: readonly Market[], ask: (client: MarketClient) => Promise<T>): Promise<T> {
  const exchange = await answering(({ path }) => ({ body: path === 'ticker/24hr' ? tickers : listed }));
  const tickers = markets.map(({ base, quote, price, volume }) => ({
    ...{ ...statistics, ...offers, ...ids, symbol: base + quote, lastPrice: price, quoteVolume: volume },
  }));
  const symbols = markets.map(({ base, quote, status = 'TRADING' }) => ({
    symbol: base + quote,
    status,
    ...{ baseAsset: base, quoteAsset: quote, baseAssetPrecision: 8, quoteAssetPrecision: 8 },
    ...{ isSpotTradingAllowed: true, filters: [] },
  }));
  const listed = { timezone: 'UTC', serverTime: 0, rateLimits: [], symbols };
  try {
    return await ask(marketClient({ url: exchange.url, clock: testClock() }));
  } finally {
    await closing.pop()?.close();
  }
}
const market = (base: string, quote: string, price: string, volume = '1', status = 'TRADING'): Market => ({
  ...{ base, quote, price, volume, status },
});

describe('coinsPrices', () => {
  test('tells the price of a coin by its own market, exactly, and by which one; a dollar is one', async () => {
    expect(await pricesOf([market('BTC', 'USDT', '61837.63000000'), market('USDT', 'TRY', '40.00000000')])).toEqual([
      { symbol: 'USDT', usd: '1', price: '1', unit: 'USDT', path: [] },
      { symbol: 'BTC', usd: '61837.63', price: '61837.63', unit: 'USDT', path: ['BTCUSDT'] },
      { symbol: 'TRY', usd: '0.025', price: '0.025', unit: 'USDT', path: ['USDTTRY'] },
    ]);
  });

  test('prefers its own market to any other, however little is traded there', async () => {
    const [, , crv] = await pricesOf([
      market('BTC', 'USDT', '60000', '1000000'),
      market('CRV', 'USDT', '0.6', '1'),
      market('CRV', 'BTC', '0.000048', '9000'),
    ]);
    expect(crv).toMatchObject({ symbol: 'CRV', usd: '0.6', path: ['CRVUSDT'] });
  });

  test('takes the path that trades most, whose worth counts, not its number', async () => {
    const own = [market('BTC', 'USDT', '60000', '9000000000'), market('USDT', 'TRY', '40', '1000000000000')];
    const volume = { some: '50000', more: '80' };
    const all = await pricesOf([
      ...own,
      market('X', 'TRY', '800', volume.some),
      market('X', 'BTC', '0.0003', volume.more),
    ]);
    expect(all.find(({ symbol }) => symbol === 'X')).toMatchObject({ usd: '18', path: ['XBTC', 'BTCUSDT'] });
  });

  test('takes the path whose least traded market trades most', async () => {
    const all = await pricesOf([
      market('A', 'USDT', '1', '10'),
      market('B', 'USDT', '1', '500'),
      market('X', 'A', '2', '100000'),
      market('X', 'B', '3', '100'),
    ]);
    expect(all.find(({ symbol }) => symbol === 'X')).toMatchObject({ usd: '3', path: ['XB', 'BUSDT'] });
  });

  test('takes BTC before ETH before the rest where nothing was traded', async () => {
    const bridges = ['USDC', 'FDUSD', 'BNB', 'ETH', 'BTC', 'DOGE'];
    const markets = bridges.flatMap((bridge, i) => [
      market(bridge, 'USDT', '1', '0'),
      market('X', bridge, String(i + 1), '0'),
    ]);
    expect((await pricesOf(markets)).find(({ symbol }) => symbol === 'X')).toMatchObject({ path: ['XBTC', 'BTCUSDT'] });
  });

  test('tells prices in another coin, however small', async () => {
    const all = await pricesOf([market('BTC', 'USDT', '60000'), market('PEPE', 'USDT', '0.00000300')], 'BTC');
    expect(all).toEqual([
      { symbol: 'BTC', price: '1', unit: 'BTC', path: [] },
      { symbol: 'USDT', price: '0.0000166666666667', unit: 'BTC', path: ['BTCUSDT'] },
      { symbol: 'PEPE', price: '0.00000000005', unit: 'BTC', path: ['PEPEUSDT', 'BTCUSDT'] },
    ]);
    expect((await pricesOf([], 'USD')).map(({ unit }) => unit)).toEqual(['USDT']);
  });

  test('leaves out what has no price: an isolated pair, a market without a trade, one that was taken off', async () => {
    const all = await pricesOf([
      market('BTC', 'USDT', '60000'),
      market('A', 'B', '5'),
      market('C', 'USDT', '0.00000000'),
      market('BUSD', 'USDT', '1', '5', 'BREAK'),
      market('D', 'BUSD', '1'),
      market('E', 'USDT', '7', '5', 'HALT'),
    ]);
    expect(all.map(({ symbol }) => symbol)).toEqual(['USDT', 'BTC', 'E']);
  });

  test('refuses a unit that nobody trades', async () => {
    await expect(pricesOf([market('BTC', 'USDT', '1')], 'XYZ')).rejects.toMatchObject({
      code: 'CONFIG',
      message: 'The unit of prices is "XYZ", wanted USDT or another coin that is traded, such as BTC.',
    });
  });
});

test('tickerAllPrices tells what both assets of each symbol are worth, where they have a price', async () => {
  const markets = [market('BTC', 'USDT', '60000.00'), market('ETH', 'BTC', '0.05'), market('A', 'B', '5')];
  expect(await asked(markets, (client) => client.tickerAllPrices())).toEqual([
    { symbol: 'BTCUSDT', price: '60000.00', from: 'BTC', to: 'USDT', fromUsd: '60000', toUsd: '1' },
    { symbol: 'ETHBTC', price: '0.05', from: 'ETH', to: 'BTC', fromUsd: '3000', toUsd: '60000' },
    { symbol: 'AB', price: '5', from: 'A', to: 'B' },
  ]);
});

/** Prices and volumes as doubles, top down: from the coin towards the dollar, over every market that leads nearer. */
function oracle(markets: readonly Market[]) {
  const priced = markets.filter(({ price }) => Number(price) > 0);
  const beside = (coin: string) =>
    priced.flatMap((one) =>
      one.base === coin ? [{ one, over: one.quote }] : one.quote === coin ? [{ one, over: one.base }] : [],
    );
  const distance = new Map([['USDT', 0]]);
  for (const [coin, steps] of distance) {
    for (const { over } of beside(coin)) if (!distance.has(over)) distance.set(over, steps + 1);
  }
  const known = new Map<string, { price: number; depth: number; rivals: number }>();
  const worthOf = (coin: string): { price: number; depth: number; rivals: number } => {
    if (coin === 'USDT') return { price: 1, depth: Number.POSITIVE_INFINITY, rivals: 0 };
    const before = known.get(coin);
    if (before) return before;
    const nearer = beside(coin).filter(({ over }) => distance.get(over) === (distance.get(coin) ?? 0) - 1);
    const ways = nearer.map(({ one, over }) => {
      const far = worthOf(over);
      const price = one.base === coin ? Number(one.price) * far.price : far.price / Number(one.price);
      const traded = Number(one.volume) * (one.base === coin ? far.price : price);
      return { price, depth: Math.min(far.depth, traded), rivals: far.rivals };
    });
    const depth = Math.max(...ways.map((way) => way.depth));
    // Two that doubles cannot tell apart may both be right.
    const best = ways.filter((way) => way.depth >= depth * (1 - 1e-9));
    const worth = { ...(best[0] ?? { price: Number.NaN, depth }), rivals: Math.max(0, ...best.map((b) => b.rivals)) };
    known.set(coin, { ...worth, rivals: worth.rivals + best.length - 1 });
    return known.get(coin) as typeof worth;
  };
  return new Map([...distance.keys()].map((coin) => [coin, worthOf(coin)]));
}

const coin = (n: number) => `C${n}`;
const decimal = (min: number, max: number) =>
  fc.integer({ min, max }).map((units) => `${Math.floor(units / 1e4)}.${String(units % 1e4).padStart(4, '0')}0000`);
const listOf = (coins: number, least: number, most: number, price: fc.Arbitrary<string>) =>
  fc
    .uniqueArray(
      fc.record({
        base: fc.integer({ min: 0, max: coins }).map(coin),
        quote: fc.oneof({ weight: 1, arbitrary: fc.constantFrom('USDT', 'BTC', 'ETH') }, fc.nat(coins).map(coin)),
        price,
        volume: decimal(1, 2_000_000_000),
      }),
      { minLength: least, maxLength: most, size: 'max', selector: ({ base, quote }) => [base, quote].sort().join() },
    )
    .map((markets) => markets.filter(({ base, quote }) => base !== quote))
    .map((markets) => [...markets, market('BTC', 'USDT', '60000', '1000000'), market('ETH', 'BTC', '0.05', '1000')]);

test('on a full list each coin has the price that the oracle gives it, and no other coin any', async () => {
  await fc.assert(
    fc.asyncProperty(listOf(600, 900, 1_500, decimal(5_000, 20_000)), async (markets) => {
      const prices = await pricesOf(markets);
      const right = oracle(markets);
      expect(new Set(prices.map(({ symbol }) => symbol))).toEqual(new Set(right.keys()));
      let compared = 0;
      for (const { symbol, usd } of prices) {
        const { price = Number.NaN, rivals = 0 } = right.get(symbol) ?? {};
        if (rivals > 0) continue;
        compared++;
        expect(Math.abs(Number(usd) / price - 1), symbol).toBeLessThan(1e-9);
      }
      expect(compared).toBeGreaterThan(prices.length * 0.9);
    }),
    { numRuns: 8 },
  );
});

test('on any markets it ends; a price is a plain decimal above 0, and its path leads from the coin to the dollar', async () => {
  const wild = fc.oneof(
    decimal(0, 100_000),
    fc.constantFrom('0.00000000', '0.00000001', '999999999999999.00000000', '99999999999999999999'),
  );
  await fc.assert(
    fc.asyncProperty(listOf(8, 0, 30, wild), async (markets) => {
      for (const { symbol, usd = '', path } of await pricesOf(markets)) {
        expect(usd).toMatch(/^\d+(\.\d+)?$/);
        expect(Number(usd), symbol).toBeGreaterThan(0);
        let at = symbol;
        for (const step of path) {
          const by = markets.find(({ base, quote }) => base + quote === step && (base === at || quote === at));
          at = (by?.base === at ? by.quote : by?.base) ?? '';
        }
        expect(at, path.join(' ')).toBe('USDT');
        expect(new Set(path).size).toBe(path.length);
      }
    }),
    { numRuns: 200 },
  );
});
