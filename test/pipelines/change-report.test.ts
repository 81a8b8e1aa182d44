import { expect, test } from 'vitest';
import changeReport from '../../pipelines/change-report.ts';
import { hasKlines, type RawKline, rawKlines } from '../support/klines.ts';
import { answer, asked, charts, drawn, golden, recordedExchange, under, virtualExchange, words } from './virtual.ts';

interface Bar {
  readonly id: string;
  readonly n: number;
}

test('tells how much coins have changed within a day and within a week, and draws it', async () => {
  const exchange = await virtualExchange();
  exchange.delist('NEOUSDT');
  const driven = await golden(changeReport, await asked(changeReport), { batch: 100 });
  expect(words(driven)).toMatchInlineSnapshot(`
    [
      "BTCUSDT 61837.63: +602.42 (+0.98 %) within 1 d
    ETHUSDT 2683.8: +62.18 (+2.37 %) within 1 d
    BNBUSDT 513.4: -2.87 (-0.56 %) within 1 d
    LTCUSDT 61.27: -2 (-3.16 %) within 1 d",
      "[Change within 24 hours]",
      "BTCUSDT 61837.63: -1662.06 (-2.62 %) within 7 d
    ETHUSDT 2683.8: +114.25 (+4.45 %) within 7 d
    BNBUSDT 513.4: +18.21 (+3.68 %) within 7 d
    LTCUSDT 61.27: -5.08 (-7.66 %) within 7 d",
      "[Change within 168 hours]",
      "Not listed here, or not traded any more: NEOUSDT.",
    ]
  `);
  expect(charts(driven).map(under)).toMatchInlineSnapshot(`
    [
      "between 2026-01-04 12:00 and 2026-01-05 12:00 UTC",
      "between 2025-12-29 12:00 and 2026-01-05 12:00 UTC",
    ]
  `);

  for (const [i, back] of [24, 168].entries()) {
    const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCUSDT'];
    const expected = symbols.map(async (symbol) => {
      const rows = (await answer(exchange, `klines?symbol=${symbol}&interval=1h&limit=${back + 2}`)) as RawKline[];
      return Number(rows.at(-2)?.[4]) / Number(rows[0]?.[4]) - 1;
    });
    const bars = drawn<Bar>(charts(driven)[i]).map(({ n }) => n);
    const sorted = (await Promise.all(expected)).sort((a, b) => b - a);
    for (const [j, n] of bars.entries()) expect(n).toBeCloseTo(sorted[j] ?? Number.NaN, 9);
    expect(bars).toHaveLength(symbols.length);
  }
});

const [BTC, ETH] = ['BTCUSDT-1h-2021-Q1.csv', 'ETHUSDT-1h-2021-01.csv'];
test.skipIf(!(hasKlines(BTC) && hasKlines(ETH)))('of real candles, and says where one is missing', async () => {
  // A day later the exchange had rested, from 4 to 5 o'clock.
  const btc = rawKlines(BTC).filter(([open]) => Number(open) <= Date.UTC(2021, 1, 12, 4));
  await recordedExchange({ BTCUSDT: btc, ETHUSDT: rawKlines(ETH) });
  const driven = await golden(changeReport, await asked(changeReport), { batch: 100 });
  expect(words(driven)).toMatchInlineSnapshot(`
    [
      "BTCUSDT 47271.55: +2689.48 (+6.03 %) within 1 d, before which 1 candle is missing
    ETHUSDT 1312.55: -65.5 (-4.75 %) within 1 d",
      "[Change within 24 hours]",
      "BTCUSDT 47271.55: +10004.77 (+26.85 %) within 7 d
    ETHUSDT 1312.55: -79.96 (-5.74 %) within 7 d",
      "[Change within 168 hours]",
      "Not listed here, or not traded any more: BNBUSDT, LTCUSDT, NEOUSDT.",
    ]
  `);
});
