import { expect, test } from 'vitest';
import candlesHourly from '../../pipelines/candles-hourly.ts';
import type { Chart } from '../../src/core/chart.ts';
import { hasKlines, type RawKline, rawKlines } from '../support/klines.ts';
import { answer, asked, charts, drawn, golden, recordedExchange, virtualExchange, words } from './virtual.ts';

/** Open, high, low and close of each candle that is drawn. */
const candlesIn = (chart: Chart | undefined) =>
  drawn<Readonly<Record<string, number>>>(chart).map(({ open, high, low, close }) => [open, high, low, close]);
const prices = (rows: readonly RawKline[]) => rows.map((row) => row.slice(1, 5).map(Number));

test('draws the last 24 candles of BTC and of ETH as the exchange tells them', async () => {
  const exchange = await virtualExchange();
  const driven = await golden(candlesHourly, await asked(candlesHourly), { batch: 100 });
  expect(charts(driven).map(({ alt }) => alt)).toMatchInlineSnapshot(`
    [
      "BTCUSDT: 24 candles, the last one closed at $61,837.63.",
      "ETHUSDT: 24 candles, the last one closed at $2,683.80.",
    ]
  `);
  for (const [i, symbol] of ['BTCUSDT', 'ETHUSDT'].entries()) {
    const rows = await answer(exchange, `klines?symbol=${symbol}&interval=1h&limit=24`);
    expect(candlesIn(charts(driven)[i])).toEqual(prices(rows as RawKline[]));
  }
});

test('a symbol that is traded no more is named, and the other is drawn', async () => {
  const exchange = await virtualExchange();
  exchange.halt('ETHUSDT', 'BREAK');
  expect(words(await golden(candlesHourly, await asked(candlesHourly), { batch: 100 }))).toEqual([
    '[BTCUSDT]',
    'Not listed here, or not traded any more: ETHUSDT.',
  ]);
});

const [BTC, ETH] = ['BTCUSDT-1h-2021-Q1.csv', 'ETHUSDT-1h-2021-01.csv'];
test.skipIf(!(hasKlines(BTC) && hasKlines(ETH)))('real candles are drawn as they were, gaps left out', async () => {
  const gap = Date.UTC(2021, 1, 11, 12);
  const btc = rawKlines(BTC).filter(([open]) => Number(open) < gap);
  const eth = rawKlines(ETH);
  await recordedExchange({ BTCUSDT: btc, ETHUSDT: eth });
  const [first, second] = charts(await golden(candlesHourly, await asked(candlesHourly), { batch: 100 }));
  expect(candlesIn(first)).toEqual(prices(btc.slice(-24)));
  expect(candlesIn(second)).toEqual(prices(eth.slice(-24)));
  const times = drawn<{ readonly middle: number }>(first).map(({ middle }) => middle / 3_600_000);
  const steps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  expect(
    steps.filter((step) => step !== 1),
    'the exchange rested for an hour',
  ).toEqual([2]);
});
