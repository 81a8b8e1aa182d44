/** What the compiler infers and refuses. Nothing here runs: `tsc` is the test. */
import type { Kline } from '../../src/exchange/client/klines.ts';
import { barChart, type Chart, candlestick, facet, lineChart, type Row, scatter, treemap } from '../../src/index.ts';

declare const rows: readonly Row<{
  units: number;
  value: number | null;
  price: { open: number } | null;
  ok: boolean;
}>[];
declare const klines: readonly Kline[];

// A field is the name of one that holds a number, or a decimal, or a function of the row, whose type is inferred.
export const bar: Chart = barChart(rows, { title: 'a', x: 'key', y: 'units' });
barChart(rows, { title: 'a', x: ({ key }) => key.toLowerCase(), y: ({ price }) => price?.open });
treemap(rows, { title: 'a', key: 'key', value: 'value', top: 1, format: 'dollars' });
scatter(rows, { title: 'a', x: 'units', y: 'value', label: 'key' });
lineChart(klines, { title: 'a', x: 'closeTime', y: 'close' });
facet(rows, 'key', (of, key) => barChart(of, { title: key, x: 'start', y: 'units' }), { title: 'a' });
// @ts-expect-error: misspelt
barChart(rows, { title: 'a', x: 'key', y: 'unit' });
// @ts-expect-error: no number
barChart(rows, { title: 'a', x: 'key', y: 'price' });
// @ts-expect-error: no number either
treemap(rows, { title: 'a', key: 'key', value: 'ok' });
// @ts-expect-error: no format
barChart(rows, { title: 'a', x: 'key', y: 'units', format: 'euro' });
// @ts-expect-error: a chart has a title
barChart(rows, { x: 'key', y: 'units' });

// Only candles of the market client say themselves where their prices are.
candlestick(klines, { title: 'a' });
candlestick(klines, { title: 'a', close: 'open' });
// @ts-expect-error: which are its prices?
candlestick(rows, { title: 'a' });
candlestick(rows, {
  ...{ title: 'a', time: 'start', open: ({ price }) => price?.open, high: () => 1, low: () => 1 },
  close: ({ price }) => price?.open,
});
