/**
 * Goal: whatever the rows are, a chart of them is drawn, and no text in it is cut or stands on another. Method: charts
 * of arbitrary rows are laid out, and the places of all their texts are compared; nothing is drawn.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barChart } from '../../src/charts/bar.ts';
import { candlestick } from '../../src/charts/candlestick.ts';
import { columns } from '../../src/charts/columns.ts';
import { facet } from '../../src/charts/facet.ts';
import { lineChart } from '../../src/charts/line.ts';
import { scatter } from '../../src/charts/scatter.ts';
import { treemap } from '../../src/charts/treemap.ts';
import type { Chart } from '../../src/core/chart.ts';
import { badlyPlaced, sceneOf, within } from '../support/scene.ts';

const size = fc.double({ min: -9, max: 16, noNaN: true }).map((power) => 10 ** power);
const number = fc.oneof(
  { weight: 6, arbitrary: size },
  { weight: 2, arbitrary: size.map((n) => -n) },
  { weight: 1, arbitrary: size.map((n) => n.toFixed(8)) },
  fc.constantFrom(0, -0, null, 1e300, -1e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY),
);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[A-Z0-9]{2,6}(USDT|BTC)$/) },
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', 'BTCUSDT', '币安人生USDT', 'W'.repeat(60)),
);
/** Of each kind: more were tried when a kind came to be. */
const RUNS = 6;
const START = Date.UTC(2024, 7, 8);
const row = fc.record({
  ...{ key: name, a: number, b: number, c: number, d: number },
  minute: fc.nat(300),
});
/** From one to two hundred of them, few ones as often as many. */
const rows = fc.integer({ min: 0, max: 200 }).chain((n) => fc.array(row, { minLength: n, maxLength: n }));
type Value = number | string | null;
type Rows = readonly { key: string; a: Value; b: Value; c: Value; d: Value; minute: number }[];

const at = ({ minute }: { readonly minute: number }) => START + minute * 60_000;
const four = { time: at, open: 'a', high: 'b', low: 'c', close: 'd' } as const;
const kinds: Readonly<Record<string, (rows: Rows, title: string) => Chart>> = {
  barChart: (rows, title) => barChart(rows, { title, x: 'key', y: 'a', format: 'dollars' }),
  treemap: (rows, title) => treemap(rows, { title, key: 'key', value: 'a' }),
  lineChart: (rows, title) => lineChart(rows, { title, x: at, y: 'a', series: 'key', format: 'dollars' }),
  columns: (rows, title) => columns(rows, { title, x: at, y: 'a', series: 'key' }),
  candlestick: (rows, title) => candlestick(rows, { title, ...four, updated: START }),
  scatter: (rows, title) => scatter(rows, { title, x: 'a', y: 'b', label: 'key', format: 'plain' }),
  'scatter by powers of ten': (rows, title) => scatter(rows, { title, x: 'a', y: 'b', label: 'key', log: true }),
  'facets of candles': (rows, title) =>
    facet(
      rows,
      (row) => `K${row.minute % 5}`,
      (of, key) => candlestick(of, { title: key, ...four }),
      { title },
    ),
  'facets of bars': (rows, title) =>
    facet(
      rows,
      (row) => `${row.minute % 3}`,
      (of, key) => barChart(of, { title: key, x: 'key', y: 'a' }),
      { title },
    ),
  'facets of treemaps': (rows, title) =>
    facet(
      rows,
      (row) => row.minute % 4,
      (of, title) => treemap(of, { title, key: 'key', value: 'b' }),
      { title, columns: 3 },
    ),
};

describe.each(Object.entries(kinds))('%s', (_, make) => {
  test('has no text that is cut or on another, whatever its rows are', async () => {
    await fc.assert(
      fc.asyncProperty(rows, name, async (rows, title) => {
        const chart = make(rows, title);
        expect(make(rows, title)).toEqual(chart);
        expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
        expect(badlyPlaced(await sceneOf(chart))).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});

test('the texts of a treemap stand in its cells', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (rows) => {
      const { texts, rects } = await sceneOf(treemap(rows, { title: '', subtitle: '', key: 'key', value: 'a' }));
      const outside = texts.filter((text) => !rects.some((rect) => within(text, rect)));
      if (rects.length > 0)
        expect(outside.map(({ text }) => text).filter((text) => !/not drawn/.test(text))).toEqual([]);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});
