import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import type { TradePayload } from '../../src/market/events.ts';
import { defaultPairs } from '../../src/market/pairs.ts';
import { ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);
const MINUTE = 60_000;

let clock: ManualClock;
let exchange: Simulator;
let eth: TradePayload[];
beforeAll(async () => {
  clock = new ManualClock();
  exchange = await simulator({ seed: 3, start: START, speed: 60, clock });
  await clock.advance(10_000);
  eth = createMarket({ seed: 3, start: START })
    .until(exchange.now())
    .filter(({ s }) => s === 'ETHUSDT');
});
afterAll(() => exchange.close());

const get = async (path: string) => {
  const response = await fetch(`${exchange.restUrl}/api/v3/${path}`);
  return JSON.parse(await response.text());
};
const sum = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0);

describe('the last 24 hours', () => {
  test('are those of the trades', async () => {
    const body = await get('ticker/24hr?symbol=ETHUSDT');
    const [first, last] = [eth[0], eth.at(-1)];
    expect(body).toMatchObject({
      symbol: 'ETHUSDT',
      openPrice: first?.p,
      lastPrice: last?.p,
      lastQty: last?.q,
      firstId: first?.t,
      lastId: last?.t,
      count: eth.length,
      openTime: exchange.now() - 86_400_000,
      closeTime: exchange.now(),
    });
    expect(Number(body.highPrice)).toBe(Math.max(...eth.map(({ p }) => Number(p))));
    expect(Number(body.lowPrice)).toBe(Math.min(...eth.map(({ p }) => Number(p))));
    expect(Number(body.volume)).toBeCloseTo(sum(eth.map(({ q }) => Number(q))), 6);
    const change = Number(last?.p) - Number(first?.p);
    expect(Number(body.priceChange)).toBeCloseTo(change, 8);
    expect(Math.abs(Number(body.priceChangePercent) - (100 * change) / Number(first?.p))).toBeLessThan(0.001);
    expect(Number(body.weightedAvgPrice)).toBeCloseTo(Number(body.quoteVolume) / Number(body.volume), 6);
  });

  test('are told in short, of several, and of all', async () => {
    const keys =
      'symbol openPrice highPrice lowPrice lastPrice volume quoteVolume openTime closeTime firstId lastId count';
    expect(Object.keys(await get('ticker/24hr?symbol=ETHUSDT&type=MINI')).join(' ')).toBe(keys);
    expect(await get('ticker/24hr?symbols=["ETHUSDT","LTCBTC"]')).toMatchObject([
      { symbol: 'ETHUSDT' },
      { symbol: 'LTCBTC' },
    ]);
    expect(await get('ticker/24hr')).toHaveLength(defaultPairs.length);
    expect(await get('ticker/24hr?symbol=ETHUSDT&type=NONE')).toEqual({ code: -1139, msg: 'Invalid ticker type.' });
  });

  test('of a market that has just opened have no trade', async () => {
    const young = await simulator({ seed: 3, start: START, speed: 0.001, clock });
    const response = await fetch(`${young.restUrl}/api/v3/ticker/24hr?symbol=NEOBNB`);
    expect(await response.json()).toMatchObject({
      priceChange: '0.00000000',
      priceChangePercent: '0.000',
      weightedAvgPrice: '0.00000000',
      lastQty: '0.00000000',
      volume: '0.00000000',
      firstId: -1,
      lastId: -1,
      count: 0,
    });
    await young.close();
  });
});

test('the average price is the mean of five minutes by volume', async () => {
  const within = eth.filter(({ T }) => T >= Math.floor(exchange.now() / MINUTE) * MINUTE - 4 * MINUTE);
  const { mins, price, closeTime } = await get('avgPrice?symbol=ETHUSDT');
  const mean = sum(within.map(({ p, q }) => Number(p) * Number(q))) / sum(within.map(({ q }) => Number(q)));
  expect({ mins, closeTime }).toEqual({ mins: 5, closeTime: eth.at(-1)?.T });
  expect(Number(price)).toBeCloseTo(mean, 5);
});

describe('the book', () => {
  test('stands around the last trade, in whole ticks and lots, and is the same for the same seed', async () => {
    const { lastUpdateId, bids, asks } = await get('depth?symbol=ETHUSDT&limit=5000');
    const last = eth.at(-1);
    expect(lastUpdateId).toBe(last?.t);
    expect([bids.length, asks.length]).toEqual([5_000, 5_000]);
    expect((last?.m ? bids : asks)[0][0]).toBe(last?.p);
    const prices = [...bids.toReversed(), ...asks].map(([price]: [string]) => Number(price));
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(new Set(prices).size).toBe(10_000);
    expect(prices.every((price) => /^\d+(\.\d{1,2})?$/.test(String(price)))).toBe(true);
    expect(bids.every(([, q]: [string, string]) => Number(q) > 0 && /\.\d{4}0{4}$/.test(q))).toBe(true);
    expect(await get('depth?symbol=ETHUSDT&limit=99999')).toEqual({ lastUpdateId, bids, asks });
    expect((await get('depth?symbol=ETHUSDT')).bids).toEqual(bids.slice(0, 100));

    const clock = new ManualClock();
    const again = await simulator({ seed: 3, start: START, speed: 600, clock });
    await clock.advance(1_000);
    const response = await fetch(`${again.restUrl}/api/v3/depth?symbol=ETHUSDT&limit=5000`);
    expect(await response.json()).toEqual({ lastUpdateId, bids, asks });
    await again.close();
  });

  test('has a best bid and ask, of one symbol, several, and all', async () => {
    const { bids, asks } = await get('depth?symbol=LTCBTC&limit=1');
    const best = { bidPrice: bids[0][0], bidQty: bids[0][1], askPrice: asks[0][0], askQty: asks[0][1] };
    expect(await get('ticker/bookTicker?symbol=LTCBTC')).toEqual({ symbol: 'LTCBTC', ...best });
    expect(await get('ticker/bookTicker?symbols=["LTCBTC"]')).toEqual([{ symbol: 'LTCBTC', ...best }]);
    expect(await get('ticker/bookTicker')).toHaveLength(defaultPairs.length);
  });
});

test('symbols are asked for by their status', async () => {
  exchange.halt('NEOBNB', 'BREAK');
  expect(await get('ticker/price?symbolStatus=BREAK')).toMatchObject([{ symbol: 'NEOBNB' }]);
  expect((await get('exchangeInfo?symbolStatus=TRADING&permissions=SPOT')).symbols).toHaveLength(13);
  expect(await get('ticker/price?symbol=NEOBNB&symbolStatus=TRADING')).toMatchObject({ code: -1220 });
  expect(await get('ticker/price?symbolStatus=OPEN')).toEqual({ code: -1122, msg: 'Invalid symbolStatus.' });
  expect(await get('exchangeInfo?symbol=NEOBNB&symbolStatus=BREAK')).toMatchObject({ code: -1128 });
});

test('candles of all widths are told, each up to where the next one begins, in a time zone too', async () => {
  const spans = async (interval: string, zone = 0) =>
    (await get(`klines?symbol=ETHUSDT&interval=${interval}&timeZone=${zone}`)).map((row: number[]) => [row[0], row[6]]);
  expect(await spans('1w')).toEqual([[Date.UTC(2024, 7, 5), Date.UTC(2024, 7, 12) - 1]]);
  expect(await spans('1M')).toEqual([[Date.UTC(2024, 7, 1), Date.UTC(2024, 8, 1) - 1]]);
  expect(await spans('1M', 2)).toEqual([[Date.UTC(2024, 6, 31, 22), Date.UTC(2024, 7, 31, 22) - 1]]);
  expect(await spans('3d')).toEqual([[Date.UTC(2024, 7, 6), Date.UTC(2024, 7, 9) - 1]]);
  const seconds = await spans('1s', 2);
  expect(seconds.at(-1)).toEqual([
    exchange.now() - (exchange.now() % 1_000),
    exchange.now() - (exchange.now() % 1_000) + 999,
  ]);
  expect(seconds).toEqual(
    seconds.map((_: unknown, i: number) => [seconds[0][0] + i * 1_000, seconds[0][0] + i * 1_000 + 999]),
  );
});

test('candles are paged from a start, and begin where the day of a time zone does', async () => {
  const rows: number[][] = [];
  for (let from = START; ; ) {
    const page = await get(`klines?symbol=ETHUSDT&interval=1m&startTime=${from}&limit=4`);
    if (page.length === 0) break;
    rows.push(...page);
    from = page.at(-1)[0] + 1;
  }
  expect(rows).toEqual(await get('uiKlines?symbol=ETHUSDT&interval=1m'));
  const start = async (zone: string) =>
    (await get(`klines?symbol=ETHUSDT&interval=1d&timeZone=${encodeURIComponent(zone)}`))[0][0];
  const midnight = Date.UTC(2024, 7, 8);
  expect(await start('0')).toBe(midnight);
  expect(await start('+08:00')).toBe(midnight - 8 * 60 * MINUTE);
  expect(await start('-1')).toBe(midnight + 60 * MINUTE);
  for (const zone of ['15', '-12:01', 'x']) {
    expect(await get(`klines?symbol=ETHUSDT&interval=1d&timeZone=${zone}`)).toMatchObject({ code: -1130 });
  }
});
