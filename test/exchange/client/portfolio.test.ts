import { expect, test } from 'vitest';
import { portfolio } from '../../../src/exchange/client/portfolio.ts';
import { marketClient } from '../../../src/exchange/client.ts';
import { testClock } from '../../support/clock.ts';
import { NOON } from '../../support/market.ts';
import { KEY, SECRET, signedExchange } from '../../support/signed.ts';

const fields = ['priceChange', 'priceChangePercent', 'weightedAvgPrice', 'prevClosePrice', 'lastQty', 'bidPrice'];
const more = ['bidQty', 'askPrice', 'askQty', 'openPrice', 'highPrice', 'lowPrice', 'volume', 'quoteVolume'];
const ticker = Object.fromEntries([...fields, ...more].map((name) => [name, '1.0']));
const numbers = { openTime: 0, closeTime: 0, firstId: 0, lastId: 0, count: 0 };
const listed = (base: string) => ({
  ...{ symbol: `${base}USDT`, status: 'TRADING', baseAsset: base, quoteAsset: 'USDT', isSpotTradingAllowed: true },
  ...{ baseAssetPrecision: 8, quoteAssetPrecision: 8, filters: [] },
});
const rates = { makerCommission: 10, takerCommission: 10, buyerCommission: 0, sellerCommission: 0, updateTime: 0 };
const rights = { canTrade: true, canWithdraw: true, canDeposit: true, accountType: 'SPOT' };
const balances = [
  { asset: 'USDT', free: '100.10000000', locked: '0.00000005' },
  { asset: 'BTC', free: '0.00000003', locked: '0.00000000' },
  { asset: 'ETH', free: '0.10000000', locked: '0.20000000' },
  { asset: 'XYZ', free: '5.00000000', locked: '0.00000000' },
  { asset: 'NIL', free: '0.00000000', locked: '0.00000000' },
];
const fill = (symbol: string, id: number, commission: string, commissionAsset: string) => ({
  ...{ symbol, id, orderId: id, price: '1.0', qty: '1.0', quoteQty: '1.0', commission, commissionAsset, time: NOON },
  ...{ isBuyer: true, isMaker: false, isBestMatch: true },
});

/** An account of so many fills in BTCUSDT, each of which has cost 0.00000001 BTC, and one in ETHUSDT, of 2 BNB. */
async function clientOf(many: number) {
  const clock = testClock(NOON);
  const fills = Array.from({ length: many }, (_, i) => fill('BTCUSDT', 10 * i, '0.00000001', 'BTC'));
  const exchange = await signedExchange(
    () => clock.now(),
    (path, query) => {
      const [from, limit] = [Number(query.get('fromId')), Number(query.get('limit'))];
      if (path === 'GET account') return { body: { ...rates, ...rights, balances } };
      if (path === 'GET myTrades' && query.get('symbol') === 'ETHUSDT') {
        return { body: [fill('ETHUSDT', 3, '2', 'BNB')] };
      }
      if (path === 'GET myTrades') return { body: fills.filter(({ id }) => id >= from).slice(0, limit) };
      if (path === 'GET ticker/24hr') {
        const last = { BTCUSDT: '50000000.5', ETHUSDT: '2000.00000001' };
        return {
          body: Object.entries(last).map(([symbol, lastPrice]) => ({ ...ticker, ...numbers, symbol, lastPrice })),
        };
      }
      return { body: { timezone: 'UTC', serverTime: 0, rateLimits: [], symbols: ['BTC', 'ETH'].map(listed) } };
    },
  );
  return marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET });
}

test('tells cash, holdings, fees and value to the last digit, and what has no price', async () => {
  const client = await clientOf(2_000);
  expect(await portfolio(client, ['BTCUSDT', 'ETHUSDT'])).toEqual({
    time: NOON,
    id: 0,
    cash: 100.100_000_05,
    // 0.00000003 BTC are 1.500000015 dollars, a tie, and 0.3 ETH are 600.000000003.
    holdings: 1.500_000_02 + 600,
    fees: 1_000.000_01,
    value: 701.600_000_07,
    unpriced: 2,
  });
});

test('the fees are those of the symbols that were named', async () => {
  const client = await clientOf(1);
  expect(await portfolio(client, ['ETHUSDT'])).toMatchObject({ fees: 0, unpriced: 2 });
  expect(await portfolio(client, [])).toMatchObject({ fees: 0, unpriced: 1 });
});

test('an account with more fills than can be asked for each time is told so', async () => {
  const client = await clientOf(20_000);
  await expect(portfolio(client, ['BTCUSDT'])).rejects.toMatchObject({
    code: 'LIMIT',
    message: expect.stringContaining('20000 trades or more in BTCUSDT'),
  });
});
