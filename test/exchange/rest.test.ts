import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import type { TradePayload } from '../../src/market/events.ts';
import { defaultPairs } from '../../src/market/pairs.ts';
import { ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);
const MINUTE = 60_000;

let exchange: Simulator;
let trades: TradePayload[];
let eth: TradePayload[];
beforeAll(async () => {
  const clock = new ManualClock();
  exchange = await simulator({ seed: 3, start: START, speed: 60, clock });
  await clock.advance(5_000);
  trades = createMarket({ seed: 3, start: START }).until(exchange.now());
  eth = trades.filter(({ s }) => s === 'ETHUSDT');
});
afterAll(() => exchange.close());

async function get(path: string, init?: RequestInit) {
  const response = await fetch(`${exchange.restUrl}/api/v3/${path}`, init);
  return { status: response.status, body: JSON.parse(await response.text()) };
}
const ids = (rows: readonly { readonly id: number }[]): number[] => rows.map(({ id }) => id);

describe('the REST API of the simulated exchange', () => {
  test('answers ping with nothing, and time with the time of the market', async () => {
    expect(await get('ping')).toEqual({ status: 200, body: {} });
    expect(await get('time')).toEqual({ status: 200, body: { serverTime: START + 5 * MINUTE } });
  });

  test('lists its pairs with their assets and the ticks and lots that trades keep', async () => {
    const { body } = await get('exchangeInfo');
    expect(body.symbols.map(({ symbol }: { symbol: string }) => symbol)).toEqual(defaultPairs.map((p) => p.symbol));
    const one = await get('exchangeInfo?symbol=ETHBTC');
    expect(one.body.symbols).toHaveLength(1);
    expect(one.body.symbols[0]).toMatchObject({ status: 'TRADING', baseAsset: 'ETH', quoteAsset: 'BTC' });
    expect(one.body.symbols[0].filters[0]).toMatchObject({ filterType: 'PRICE_FILTER', tickSize: '0.00001000' });
    expect(one.body.symbols[0].filters[1]).toMatchObject({ filterType: 'LOT_SIZE', stepSize: '0.00010000' });
  });

  test('knows the price of the last trade that was streamed', async () => {
    expect((await get('ticker/price?symbol=ETHUSDT')).body).toEqual({ symbol: 'ETHUSDT', price: eth.at(-1)?.p });
    expect((await get('ticker/price?symbols=["ETHUSDT"]')).body).toEqual([{ symbol: 'ETHUSDT', price: eth.at(-1)?.p }]);
    expect((await get('ticker/price')).body).toHaveLength(defaultPairs.length);
  });

  test('gives the trades that were streamed, in the shape of Binance', async () => {
    const { body } = await get('trades?symbol=ETHUSDT&limit=5');
    expect(ids(body)).toEqual(eth.slice(-5).map(({ t }) => t));
    const last = eth.at(-1);
    expect(body.at(-1)).toMatchObject({ price: last?.p, qty: last?.q, time: last?.T, isBuyerMaker: last?.m });
    expect(Object.keys(body[0])).toEqual(['id', 'price', 'qty', 'quoteQty', 'time', 'isBuyerMaker', 'isBestMatch']);
    expect(Number(body.at(-1).quoteQty)).toBeCloseTo(Number(last?.p) * Number(last?.q), 6);
    expect((await get('trades?symbol=ETHUSDT')).body).toHaveLength(500);
    expect((await get('trades?symbol=ETHUSDT&limit=99999')).body).toHaveLength(1_000);
  });

  test('gives old trades from an id on, so that a hole can be filled', async () => {
    const from = eth[100]?.t;
    const { body } = await get(`historicalTrades?symbol=ETHUSDT&fromId=${from}&limit=50`);
    expect(ids(body)).toEqual(eth.slice(100, 150).map(({ t }) => t));
    expect((await get('historicalTrades?symbol=ETHUSDT&limit=3')).body).toHaveLength(3);
  });

  test('joins the trades of one order at one price, and finds them by id and by time', async () => {
    const { body } = await get('aggTrades?symbol=ETHUSDT&limit=1000');
    expect(Object.keys(body[0])).toEqual(['a', 'p', 'q', 'f', 'l', 'T', 'm', 'M']);
    for (const [i, { a, p, q, f, l, T, m }] of body.entries()) {
      const within = eth.filter(({ t }) => t >= f && t <= l);
      expect(within).toHaveLength(l - f + 1);
      expect(within.every((trade) => trade.p === p && trade.T === T && trade.m === m)).toBe(true);
      expect(Number(q)).toBeCloseTo(
        within.reduce((sum, { q }) => sum + Number(q), 0),
        6,
      );
      if (i > 0) expect([a, f]).toEqual([body[i - 1].a + 1, body[i - 1].l + 1]);
    }
    expect(body.some(({ f, l }: { f: number; l: number }) => l > f)).toBe(true);
    const [fifth] = body.slice(5);
    const rows = async (query: string) => (await get(`aggTrades?symbol=ETHUSDT&${query}`)).body;
    expect(await rows(`fromId=${fifth.a}&limit=3`)).toEqual(body.slice(5, 8));
    expect(
      (await rows(`startTime=${fifth.T}&endTime=${fifth.T}`)).every((row: typeof fifth) => row.T === fifth.T),
    ).toBe(true);
    expect((await rows(`startTime=${fifth.T}&limit=1`))[0].T).toBe(fifth.T);
    expect((await rows(`endTime=${fifth.T}&limit=1`))[0].T).toBe(fifth.T);
  });

  test('gives candles that agree with the trades that were streamed', async () => {
    const { body } = await get('klines?symbol=ETHUSDT&interval=1m');
    expect(body).toHaveLength(6);
    for (const row of body) {
      const within = eth.filter(({ T }) => T >= row[0] && T <= row[6]);
      expect(row).toHaveLength(12);
      expect(row[6] - row[0]).toBe(MINUTE - 1);
      expect(row[8]).toBe(within.length);
      if (within.length > 0) expect([row[1], row[4]]).toEqual([within[0]?.p, within.at(-1)?.p]);
      expect(Number(row[5])).toBeCloseTo(
        within.reduce((sum, { q }) => sum + Number(q), 0),
        6,
      );
    }
    const starts = async (query: string) =>
      (await get(`klines?symbol=ETHUSDT&interval=1m&${query}`)).body.map((row: number[]) => row[0]);
    expect(await starts(`startTime=${START + 1}&limit=2`)).toEqual([START + MINUTE, START + 2 * MINUTE]);
    expect(await starts(`endTime=${START + 2 * MINUTE}&limit=2`)).toEqual([START + MINUTE, START + 2 * MINUTE]);
    expect((await get('klines?symbol=ETHUSDT&interval=1d')).body).toHaveLength(1);
  });

  test.each([
    ['trades?symbol=NOSUCH', 400, -1121, 'Invalid symbol.'],
    ['ticker/price?symbol=NOSUCH', 400, -1121, 'Invalid symbol.'],
    ['trades', 400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."],
    ['klines?symbol=ETHUSDT&interval=1y', 400, -1120, 'Invalid interval.'],
    [
      'trades?symbol=ETHUSDT&limit=x',
      400,
      -1100,
      "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.",
    ],
    [
      'trades?symbol=ethusdt',
      400,
      -1100,
      "Illegal characters found in parameter 'symbol'; legal range is '^[\\w\\-._&&[^a-z]]{1,50}$'.",
    ],
    ['ticker/price?symbol=', 400, -1105, "Parameter 'symbol' was empty."],
    ['exchangeInfo?symbol=', 400, -1105, "Parameter 'symbol' was empty."],
    [
      'klines?symbol=&interval=1m',
      400,
      -1102,
      "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    ],
    ['trades?symbol=ETHUSDT&limit=0', 400, -1130, "Data sent for parameter 'limit' is not valid."],
    [
      'ticker/price?symbols=["ETHUSDT","btcusdt"]',
      400,
      -1100,
      "Illegal characters found in parameter 'symbols'; legal range is '^[\\w\\-._&&[^a-z]]{1,50}$'.",
    ],
    ['aggTrades?symbol=ETHUSDT&fromId=1&startTime=1', 400, -1128, 'Combination of optional parameters invalid.'],
    ['ticker/price?symbol=ETHUSDT&symbols=["BTCUSDT"]', 400, -1128, 'Combination of optional parameters invalid.'],
    ['ping?a=1&b=2', 400, -1104, "Not all sent parameters were read; read '0' parameter(s) but was sent '2'."],
    ['ticker/price?symbols=["ETHUSDT","ETHUSDT"]', 400, -1151, 'Symbol is present multiple times in the list.'],
    ['trades?symbol=ETHUSDT&symbol=BTCUSDT', 400, -1101, 'Duplicate values for a parameter detected.'],
    ['nosuch', 404, -1000, 'There is no such endpoint here.'],
  ])('refuses %s as Binance does', async (path, status, code, msg) => {
    expect(await get(path)).toEqual({ status, body: { code, msg } });
  });

  test('is read only', async () => {
    expect(await get('ping', { method: 'POST' })).toMatchObject({ status: 405 });
  });
});
