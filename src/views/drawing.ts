import { barChart } from '../charts/bar.ts';
import { candlestick } from '../charts/candlestick.ts';
import { columns } from '../charts/columns.ts';
import { facet } from '../charts/facet.ts';
import { lineChart } from '../charts/line.ts';
import { scatter } from '../charts/scatter.ts';
import { treemap } from '../charts/treemap.ts';
import type { Chart, Heading } from '../core/chart.ts';
import type { Row } from '../core/row.ts';
import type { Duration } from '../core/time.ts';
import type { ChartType, NumberFormat } from '../core/view-chart.ts';
import { splitSymbol } from '../market/symbol.ts';
import { numberAt } from './fields.ts';

export interface Wanted {
  readonly type: ChartType;
  /** Of a scatter two of them. */
  readonly fields: readonly string[];
  readonly format: NumberFormat | undefined;
  readonly top?: number;
  readonly logAxes: boolean;
  /** Of a window. */
  readonly size: Duration;
}

/** A chart of rows that are folded as it needs them. */
export function drawing(rows: readonly Row[], heading: Heading, wanted: Wanted): Chart {
  const { type, fields, format = 'si', top, logAxes, size } = wanted;
  const [field = '', second = ''] = fields;
  const number = (row: Row) => numberAt(row, field);
  const series = new Set(rows.map(({ key }) => key)).size > 1 ? { series: 'key' as const } : {};
  switch (type) {
    case 'bar':
      return barChart(rows, { ...heading, x: 'key', y: number, format });
    case 'treemap':
      return treemap(rows, { ...heading, key: 'key', value: number, format, ...(top !== undefined && { top }) });
    case 'line':
      return lineChart(rows, { ...heading, x: 'start', y: number, ...series, step: size, format });
    case 'columns':
      return columns(rows, { ...heading, x: 'start', y: number, ...series, format });
    case 'scatter':
      return scatter(rows, {
        ...{ ...heading, x: number, y: (row: Row) => numberAt(row, second), label: 'key' },
        ...{ xTitle: field, yTitle: second, format, log: logAxes },
      });
    case 'candlestick':
      return candles(rows, heading, wanted);
  }
}

/** Of several keys beside each other. */
function candles(rows: readonly Row[], heading: Heading, { fields: [field = ''], format }: Wanted): Chart {
  const part = (name: string) => (row: Row) => numberAt(row, `${field}.${name}`);
  const prices = { open: part('open'), high: part('high'), low: part('low'), close: part('close') };
  const one = (of: readonly Row[], key: string, above: Heading) => {
    const written = format ?? (splitSymbol(key).quote.includes('USD') ? 'dollars' : 'plain');
    return candlestick(of, { ...above, time: 'start', ...prices, format: written });
  };
  const keys = new Set(rows.map(({ key }) => key));
  if (keys.size <= 1) return one(rows, [...keys][0] ?? '', heading);
  return facet(rows, 'key', (of, key) => one(of, key, { title: key }), heading);
}
