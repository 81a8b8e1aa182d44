/** Documents as a store might give them, of made-up rows: the charts are made by the real functions. */
import { barChart } from '../../../src/charts/bar.ts';
import { candlestick } from '../../../src/charts/candlestick.ts';
import { columns } from '../../../src/charts/columns.ts';
import { dollars } from '../../../src/charts/numbers.ts';
import { scatter } from '../../../src/charts/scatter.ts';
import { treemap } from '../../../src/charts/treemap.ts';
import type { Chart } from '../../../src/core/chart.ts';
import { minutes } from '../../../src/core/time.ts';
import type {
  OverviewDocument,
  ShownChart,
  ShownView,
  SymbolDocument,
} from '../../../src/dashboard/documents/view-shapes.ts';
import { random } from '../../support/random.ts';

export const KEYS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'BNBUSDT', 'XRPUSDT', 'DOGEUSDT', 'ADAUSDT', 'ETHBTC', 'LTCBTC'];
export const NOON = Date.UTC(2026, 10, 24, 12);

export interface Wanted {
  readonly key?: string;
  /** How far the views have come. */
  readonly updated?: number;
  /** As of then; null is now. */
  readonly at?: number | null;
  readonly state?: ShownView['state'];
  readonly why?: string;
}

export function overviewOf(wanted: Wanted = {}): OverviewDocument {
  const { key = 'BTCUSDT', updated = NOON, at = null } = wanted;
  const rows = rowsUntil(at ?? updated);
  const totals = totalsOf(rows);
  const all = totals.reduce((sum, { value }) => sum + value, 0);
  const more = { updated: at ?? updated };
  const charts: readonly (readonly [string, Chart, string?])[] = [
    ['units', barChart(totals, { ...more, title: 'Units per symbol', x: 'key', y: 'units' })],
    [
      'value',
      treemap(totals, {
        ...more,
        title: `${dollars(Math.round(all))} traded`,
        key: 'key',
        value: 'value',
        format: 'dollars',
      }),
    ],
    ['candles', candlestick(candlesOf(key, at ?? updated), { ...more, title: `${key}, candles of one minute` }), key],
    [
      'count-value',
      scatter(totals, {
        ...more,
        title: 'Number of trades and their value',
        x: 'trades',
        y: 'value',
        label: 'key',
        log: true,
        format: 'dollars',
        yTitle: 'value in US dollars',
      }),
    ],
    [
      'usd',
      columns(rows, {
        ...more,
        title: 'US dollars per minute',
        x: 'start',
        y: 'value',
        series: 'key',
        format: 'dollars',
      }),
    ],
  ];
  return {
    views: ['usd-per-minute', 'candles'].map((name) => viewOf(name, wanted)),
    keys: KEYS,
    key,
    at,
    past: { from: updated - minutes(60), to: Math.floor(updated / minutes(1)) * minutes(1), step: minutes(1) },
    charts: charts.map(([name, chart, key]) => shown(name, chart, key)),
  };
}

export function symbolOf(wanted: Wanted = {}): SymbolDocument {
  const { key = 'BTCUSDT', updated = NOON, at = null } = wanted;
  const overview = overviewOf(wanted);
  const candles = candlesOf(key, at ?? updated);
  const closes = candles.map(({ close }) => close);
  return {
    ...overview,
    key,
    charts: overview.charts.filter(({ name }) => ['candles', 'usd'].includes(name)),
    stats: {
      ...{ symbol: key, from: candles[0]?.openTime ?? 0, to: updated, candles: closes.length },
      ...{ min: Math.min(...closes), max: Math.max(...closes), last: closes.at(-1) ?? 0 },
      mean: closes.reduce((a, b) => a + b, 0) / closes.length,
    },
    rows: [
      {
        view: 'usd-per-minute',
        columns: ['key', 'start', 'end', 'trades', 'units', 'value', 'unpriced'],
        rows: rowsUntil(at ?? updated)
          .filter((row) => row.key === key)
          .reverse()
          .map(({ start, end, trades, units, value }, i) => ({
            final: i > 0 || at !== null,
            cells: [
              key,
              stamp(start),
              stamp(end),
              String(trades),
              units.toFixed(8),
              value.toFixed(2),
              i % 7 ? '0' : null,
            ],
          })),
      },
    ],
  };
}

const stamp = (at: number) => new Date(at).toISOString();

function viewOf(name: string, { updated = NOON, at = null, state = 'live', why }: Wanted): ShownView {
  const standing = { state, ...(why !== undefined && { why }) };
  return {
    name,
    pipeline: name,
    updated: at ?? updated,
    windows: { open: at === null ? 1 : 0, final: 59 },
    ...standing,
  };
}

function shown(name: string, { kind: _kind, ...chart }: Chart, key?: string): ShownChart {
  return { ...chart, name, view: name === 'candles' ? 'candles' : 'usd-per-minute', ...(key !== undefined && { key }) };
}

/** A row for each symbol and minute of the last half hour. */
function rowsUntil(time: number) {
  return Array.from({ length: 30 }, (_, i) => (Math.floor(time / minutes(1)) - 29 + i) * minutes(1)).flatMap(
    (start) => {
      const chance = random(start / minutes(1));
      return KEYS.map((key, i) => {
        const trades = 1 + Math.floor((chance.next() * 400) / (i + 1));
        const part = Math.min(1, (time - start + 1_000) / minutes(1));
        const value = (trades * 800 * (0.5 + chance.next()) * part) / (i + 1);
        return { key, start, end: start + minutes(1), trades, value, units: value / 10 ** (4 - (i % 5)) };
      });
    },
  );
}

const totalsOf = (rows: ReturnType<typeof rowsUntil>) =>
  [...Map.groupBy(rows, ({ key }) => key)].map(([key, of]) => ({
    ...{ key, start: of[0]?.start ?? 0, end: of.at(-1)?.end ?? 0 },
    trades: of.reduce((sum, { trades }) => sum + trades, 0),
    units: of.reduce((sum, { units }) => sum + units, 0),
    value: of.reduce((sum, { value }) => sum + value, 0),
  }));

function candlesOf(key: string, time: number) {
  let last = 61_800 / 5 ** KEYS.indexOf(key);
  return Array.from({ length: 60 }, (_, i) => {
    const openTime = (Math.floor(time / minutes(1)) - 59 + i) * minutes(1);
    const chance = random(openTime / minutes(1) + KEYS.indexOf(key));
    const open = last;
    last = open * (1 + (chance.next() - 0.5) / 200);
    const [high, low] = [Math.max(open, last) * 1.0004, Math.min(open, last) * 0.9995];
    return { openTime, closeTime: openTime + minutes(1) - 1, open, high, low, close: last };
  });
}
