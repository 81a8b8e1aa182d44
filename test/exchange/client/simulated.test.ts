/** Goal: what the client asks and what the simulated exchange answers are one language, in every word of both. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MarketClient, marketClient } from '../../../src/exchange/client.ts';
import { type Simulator, simulator } from '../../../src/exchange/simulator/simulator.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);
const BTC = 'BTCUSDT';

let clock: ManualClock;
let exchange: Simulator;
let client: MarketClient;
beforeEach(async () => {
  clock = new ManualClock(START);
  exchange = await simulator({ seed: 3, start: START, clock, paper: { balances: { USDT: '100000', BTC: '2' } } });
  await clock.advance(180_000);
  client = marketClient({ url: exchange.restUrl, clock, ...exchange.paper });
});
afterEach(() => exchange.close());

test('what everybody may ask', async () => {
  expect(await client.ping()).toBe('OK');
  expect(await client.time()).toBe(exchange.now());
  const [first] = await client.historicalTrades(BTC, { fromId: exchange.ids().get(BTC)?.first ?? -1, limit: 1 });
  expect(first).toMatchObject({ symbol: BTC, id: exchange.ids().get(BTC)?.first });
  const trades = await client.trades(BTC, { limit: 1_000 });
  expect(trades.at(-1)?.id).toBe((exchange.ids().get(BTC)?.next ?? 0) - 1);
  const joined = await client.aggTrades(BTC, { limit: 1_000 });
  expect(joined.at(-1)?.lastTradeId).toBe(trades.at(-1)?.id);
  const candles = await client.klines(BTC, { interval: '1m', limit: 3 });
  expect(candles.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
  expect(candles.at(-1)?.close).toBe(trades.at(-1)?.price);
  const { bids, asks } = await client.depth(BTC, { limit: 5 });
  expect(Number(bids[0]?.price)).toBeLessThan(Number(asks[0]?.price));
  expect(await client.tickerBook(BTC)).toMatchObject({ bidPrice: bids[0]?.price, askPrice: asks[0]?.price });
  expect((await client.tickerPrice(BTC)).price).toBe(trades.at(-1)?.price);
  expect((await client.ticker24hr()).map(({ symbol }) => symbol).sort()).toEqual([...exchange.symbols()].sort());
  expect(Number((await client.avgPrice(BTC)).price)).toBeGreaterThan(0);
  expect(await client.symbols()).toEqual(exchange.symbols());
  expect(await client.filters(BTC)).toContainEqual(expect.objectContaining({ filterType: 'LOT_SIZE' }));
});

test('what every coin is worth, by its own market or over others', async () => {
  const coins = new Map((await client.coinsPrices()).map((coin) => [coin.symbol, coin]));
  expect([...coins.keys()].sort()).toEqual(['BNB', 'BTC', 'ETH', 'LTC', 'NEO', 'USDT']);
  expect(coins.get('BTC')).toMatchObject({ path: [BTC], price: expect.stringMatching(/^\d+(\.\d+)?$/) });
  expect(coins.get('USDT')).toMatchObject({ path: [], price: '1' });
  const [pair] = (await client.tickerAllPrices()).filter(({ symbol }) => symbol === 'ETHBTC');
  expect(pair).toMatchObject({ from: 'ETH', to: 'BTC', toUsd: coins.get('BTC')?.price });
  exchange.delist('NEOUSDT');
  const left = marketClient({ url: exchange.restUrl, clock });
  expect((await left.coinsPrices()).find(({ symbol }) => symbol === 'NEO')?.path).toHaveLength(2);
});

test('what an account may: an order is tried, sent, found by its own name, and is in the balances', async () => {
  const order = { side: 'BUY', type: 'MARKET', quantity: '0.5' } as const;
  expect(await client.newOrder(BTC, order)).toMatchObject({ test: true });
  expect(await client.allOrders(BTC)).toEqual([]);
  const sent = { ...order, test: false, newClientOrderId: 'mine' };
  const filled = await client.newOrder(BTC, sent);
  expect(filled).toMatchObject({ status: 'FILLED', clientOrderId: 'mine' });
  expect(await client.queryOrder(BTC, { clientOrderId: 'mine' })).toMatchObject({ status: 'FILLED' });
  const fills = await client.myTrades(BTC);
  expect(fills.reduce((sum, { qty }) => sum + Number(qty), 0)).toBeCloseTo(0.5, 8);
  const [btc] = (await client.balances({ usdt: true })).filter(({ asset }) => asset === 'BTC');
  expect(btc).toMatchObject({ total: expect.stringMatching(/^2\.4995/), usd: expect.stringMatching(/^\d+/) });
  const low = await client.newOrder(BTC, { quantity: '0.5', price: await below(0.9), test: false });
  expect(await client.openOrders(BTC)).toMatchObject([{ status: 'NEW' }]);
  if (!('orderId' in low)) throw new Error('it was only tried');
  expect(await client.cancelOrder(BTC, { orderId: low.orderId })).toMatchObject({ status: 'CANCELED' });
  expect(await client.openOrders()).toEqual([]);
});

test('what is refused is told in words that say what to do', async () => {
  await expect(client.klines('NONE')).rejects.toMatchObject({ code: 'CONFIG', message: expect.stringMatching(/NONE/) });
  const stranger = marketClient({ url: exchange.restUrl, clock, key: exchange.paper.key, secret: 'no' });
  await expect(stranger.account()).rejects.toMatchObject({ code: 'CONFIG' });
  const all = { side: 'SELL', type: 'MARKET', quantity: '100', test: false } as const;
  await expect(client.newOrder(BTC, all)).rejects.toThrow(/insufficient balance/i);
  await expect(client.newOrder(BTC, { quantity: '0.000001', price: '60000' })).rejects.toThrow(/LOT_SIZE/);
});

/** That share of the last price, at a step that the symbol takes. */
const below = async (share: number) => Math.floor(Number((await client.tickerPrice(BTC)).price) * share).toFixed(2);
