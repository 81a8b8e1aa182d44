/**
 * One chart of each kind, of fixed rows: what the tests compare with fixtures/charts, and what docs/charts.md shows.
 * `node test/charts/examples.ts` draws them anew; look at each one before it is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barChart } from '../../src/charts/bar.ts';
import { candlestick } from '../../src/charts/candlestick.ts';
import { columns } from '../../src/charts/columns.ts';
import { facet } from '../../src/charts/facet.ts';
import { lineChart } from '../../src/charts/line.ts';
import { dollars } from '../../src/charts/numbers.ts';
import { render } from '../../src/charts/render.ts';
import { scatter } from '../../src/charts/scatter.ts';
import { treemap } from '../../src/charts/treemap.ts';
import { vegaLite } from '../../src/charts/vega.ts';
import type { Chart } from '../../src/core/chart.ts';
import { minutes } from '../../src/core/time.ts';
import { random } from '../support/random.ts';

export const GOLDEN = join(import.meta.dirname, '../../fixtures/charts');
export const DOCS = join(import.meta.dirname, '../../docs/charts');

export const START = Date.UTC(2024, 7, 8, 10);

/** Candles as the market client gives them, a minute each: decimal strings. */
export function candlesOf(symbol: string, count: number, price: number, seed: number) {
  const chance = random(seed);
  const tick = (n: number) => n.toFixed(price > 100 ? 2 : 8);
  let last = price;
  return Array.from({ length: count }, (_, i) => {
    const open = last;
    const close = i % 17 === 5 ? open : open * (1 + (chance.next() - 0.5) / 300);
    last = close;
    return {
      ...{ symbol, openTime: START + i * minutes(1), closeTime: START + (i + 1) * minutes(1) - 1 },
      ...{ open: tick(open), close: tick(close) },
      ...{
        high: tick(Math.max(open, close) * (1 + chance.next() / 900)),
        low: tick(Math.min(open, close) * (1 - chance.next() / 900)),
      },
    };
  });
}

const updated = START + minutes(180);

/** The rows of the fixture, as `rows --json` prints them: ten symbols in four minutes, values as decimal strings. */
const fixture = readFileSync(join(import.meta.dirname, '../../fixtures/usd-per-minute.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line): UsdRow => JSON.parse(line));

interface UsdRow {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly trades: number;
  readonly value: string;
}

/** One row a symbol. */
const totals = [...Map.groupBy(fixture, ({ key }) => key)].map(([key, of]) => ({
  ...{ key, start: fixture[0]?.start ?? 0, end: fixture.at(-1)?.end ?? 0 },
  trades: of.reduce((all, { trades }) => all + trades, 0),
  value: of.reduce((all, { value }) => all + Number(value), 0),
}));
const total = dollars(Math.round(totals.reduce((all, { value }) => all + value, 0)));

/** As many symbols as an exchange may have. */
const listed = (count: number) => {
  const chance = random(9);
  return Array.from({ length: count }, (_, i) => ({
    key: `${'ABCDEFGHIJ'[i % 10]}${'KLMNOPQRST'[((i / 10) % 10) | 0]}${i % 7 === 0 ? '1000' : 'X'}USDT`,
    value: Math.exp(chance.next() * 9) * 1_000,
  }));
};

const four = ['ETHBTC', 'ARKBTC', 'NEOBTC', 'IOTABTC'].flatMap((symbol, i) =>
  candlesOf(symbol, 96, [0.041, 0.00712, 0.00021, 0.00312][i] ?? 1, i + 3),
);

export const examples: Readonly<Record<string, () => Chart>> = {
  bar: () => barChart(totals, { title: 'Value per symbol', x: 'key', y: 'value', format: 'dollars' }),
  bars: () => barChart(listed(60), { title: 'Value per symbol', x: 'key', y: 'value', format: 'dollars' }),
  line: () =>
    lineChart(candlesOf('BTCUSDT', 180, 61_800, 3), {
      ...{ title: 'Bitcoin', x: 'closeTime', y: 'close', format: 'dollars', updated },
    }),
  candlestick: () =>
    candlestick(candlesOf('BTCUSDT', 120, 61_800, 4), { title: 'BTCUSDT, candles of one minute', updated }),
  treemap: () => treemap(totals, { title: `${total} traded`, key: 'key', value: 'value', format: 'dollars' }),
  cells: () => treemap(listed(70), { title: 'Seventy symbols', key: 'key', value: 'value', format: 'dollars' }),
  scatter: () =>
    scatter(totals, {
      ...{ title: 'Number and value of trades', x: 'trades', y: 'value', label: 'key', log: true },
      ...{ format: 'dollars', yTitle: 'value in US dollars' },
    }),
  columns: () =>
    columns(fixture, { title: 'Value per minute', x: 'start', y: 'value', series: 'key', format: 'dollars' }),
  facet: () =>
    facet(four, 'symbol', (of, title) => candlestick(of, { title, format: 'plain', updated }), {
      title: 'Four coins in Bitcoin',
    }),
  own: () =>
    vegaLite(
      {
        ...{ data: { values: totals.slice(0, 5) }, mark: { type: 'arc', innerRadius: 90 }, height: 300 },
        encoding: {
          ...{ theta: { field: 'value', type: 'quantitative' }, color: { field: 'key', type: 'nominal', title: null } },
        },
      },
      { title: 'Shares', alt: 'A ring of the shares of five symbols.' },
    ),
  empty: () => candlestick([], { title: 'BTCUSDT, candles of one minute', empty: 'The exchange has none.', updated }),
};

/** Pixels for each pixel of CSS: small files, in which all can be read. */
export const SCALE = 0.7;
/** Those that the documentation does not need. */
const MORE = ['bars', 'cells', 'own'];

if (process.argv[1] === import.meta.filename) {
  for (const [name, make] of Object.entries(examples)) {
    const png = await render(make(), { scale: SCALE });
    for (const folder of MORE.includes(name) ? [GOLDEN] : [GOLDEN, DOCS])
      writeFileSync(join(folder, `${name}.png`), png);
  }
}
