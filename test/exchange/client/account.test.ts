import { expect, test } from 'vitest';
import { marketClient } from '../../../src/exchange/client.ts';
import { testClock } from '../../support/clock.ts';
import { KEY, SECRET, signedExchange } from '../../support/signed.ts';

const account = {
  ...{ makerCommission: 15, takerCommission: 15, buyerCommission: 0, sellerCommission: 0 },
  ...{ canTrade: true, canWithdraw: true, canDeposit: true, updateTime: 123_456_789, accountType: 'SPOT' },
};
const balances = [
  { asset: 'BTC', free: '4723846.89208129', locked: '0.00000001' },
  { asset: 'USDT', free: '0.00000000', locked: '7.50000000' },
  { asset: 'XYZ', free: '5.00000000', locked: '0.00000000' },
  { asset: 'NIL', free: '0.00000000', locked: '0.00000000' },
];
const ticker = Object.fromEntries(
  [
    ...['priceChange', 'priceChangePercent', 'weightedAvgPrice', 'prevClosePrice', 'lastQty', 'bidPrice', 'bidQty'],
    ...['askPrice', 'askQty', 'openPrice', 'highPrice', 'lowPrice', 'volume', 'quoteVolume'],
  ].map((name) => [name, '0.0']),
);
const times = { openTime: 0, closeTime: 0, firstId: 0, lastId: 0, count: 0 };
const listed = {
  ...{ symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT' },
  ...{ baseAssetPrecision: 8, quoteAssetPrecision: 8, isSpotTradingAllowed: true, filters: [] },
};
const trade = {
  ...{ symbol: 'BTCUSDT', id: 1, orderId: 2, price: '4.0', qty: '12.0', quoteQty: '48.0', commission: '10.1' },
  ...{ commissionAsset: 'BNB', time: 3, isBuyer: true, isMaker: false, isBestMatch: true },
};

async function clientOf() {
  const clock = testClock();
  const exchange = await signedExchange(
    () => clock.now(),
    (path, query) => {
      if (path === 'GET account') return { body: { ...account, uid: 1, balances } };
      if (path === 'GET myTrades') return { body: [{ ...trade, symbol: query.get('symbol'), orderListId: -1 }] };
      if (path === 'GET ticker/24hr')
        return { body: [{ ...ticker, ...times, symbol: 'BTCUSDT', lastPrice: '60000.01' }] };
      return { body: { timezone: 'UTC', serverTime: 0, rateLimits: [], symbols: [listed] } };
    },
  );
  return { exchange, client: marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET }) };
}

test('an account is told without its balances', async () => {
  const { client } = await clientOf();
  expect(await client.account()).toEqual(account);
});

test('balances are told with their exact total, above a threshold', async () => {
  const { client } = await clientOf();
  const all = await client.balances();
  expect(all.map(({ asset, total }) => `${asset} ${total}`)).toEqual([
    'BTC 4723846.8920813',
    'USDT 7.5',
    'XYZ 5',
    'NIL 0',
  ]);
  expect((await client.balances({ threshold: 5 })).map(({ asset }) => asset)).toEqual(['BTC', 'USDT']);
  expect((await client.balances({ threshold: 0 })).map(({ asset }) => asset)).toEqual(['BTC', 'USDT', 'XYZ']);
});

test('balances are told with their worth in dollars, where they have one', async () => {
  const { client } = await clientOf();
  const worth = (await client.balances({ usdt: true })).map(({ asset, usd }) => [asset, usd]);
  // 4723846.8920813 × 60000.01
  expect(worth).toEqual([
    ['BTC', '283430860763.34692081'],
    ['USDT', '7.5'],
    ['XYZ', undefined],
    ['NIL', undefined],
  ]);
});

test("an account's own trades are told of one symbol or of several", async () => {
  const { client, exchange } = await clientOf();
  expect(await client.myTrades('BTCUSDT', { fromId: 9, limit: 5 })).toEqual([trade]);
  expect(exchange.paths().at(-1)).toMatch(/^myTrades\?symbol=BTCUSDT&fromId=9&limit=5&recvWindow=5000&timestamp=/);
  const both = await client.myTrades(['ETHBTC', 'LTCBTC']);
  expect(both.map(({ symbol }) => symbol)).toEqual(['ETHBTC', 'LTCBTC']);
});
