import type { Chart } from '../core/chart.ts';
import { counted } from '../core/words.ts';
import { labelFrom, numberFrom, timeFrom } from './field.ts';
import { windowOf } from './heading.ts';
import { leastStep } from './least-step.ts';
import { leftOut } from './left-out.ts';
import { axisFormat, textOf } from './numbers.ts';
import { type OverTime, toldApart } from './series.ts';
import { sheet } from './sheet.ts';
import { spanOf } from './span.ts';
import { isOpen, pale } from './still-open.ts';
import { STEPS } from './theme.ts';
import { timeAxis } from './times.ts';

/**
 * Columns over time, in UTC, made of one part for each series, the greatest at the bottom; rows of one moment and one
 * series are added up. Numbers below zero are stacked downwards. Once there are more than ten series, the nine greatest
 * have parts of their own, and the others are one. Columns of windows that are still open are pale.
 */
export function columns<T>(rows: readonly T[], options: OverTime<T>): Chart {
  const { format = 'si' } = options;
  const [timeOf, numberOf] = [timeFrom(options.x), numberFrom(options.y)];
  const seriesOf = options.series === undefined ? () => '' : labelFrom(options.series);
  const parts = rows.flatMap((row): Part[] => {
    const [time, n] = [timeOf(row), numberOf(row)];
    return time === null || n === null ? [] : [{ time, n, series: seriesOf(row), pending: isOpen(row) }];
  });
  const totals = new Map<string, number>();
  for (const { series, n } of parts) totals.set(series, (totals.get(series) ?? 0) + Math.abs(n));
  const { nameOf, scale, legend } = toldApart(totals);
  const step = leastStep(parts.map(({ time }) => time));
  const moments = Map.groupBy(parts, ({ time }) => time);
  const [first, last] = spanOf([...moments.keys()]);
  const span = last + step - first;
  const usual = moments.size > GAPS_MAX ? step / 2 : Math.min(step * HALF, span * HALF_MAX);
  const half = Math.max(usual, span * HALF_MIN);
  const values = [...moments].flatMap(([time, of]) =>
    stacked(of, nameOf, scale.domain).map((part) => ({
      ...part,
      from: time + step / 2 - half,
      to: time + step / 2 + half,
      ...(of.some(({ pending }) => pending) && { pending: true }),
    })),
  );
  const sum = parts.reduce((all, { n }) => all + n, 0);
  const ends = values.flatMap(({ y0, y1 }) => [y0, y1]);
  return sheet(options, {
    ...{ marks: values.length, rows: rows.length, notes: leftOut(rows.length - parts.length, 'a time or a number') },
    window: windowOf(rows) ?? (parts.length > 0 ? { from: first, to: last + step } : undefined),
    alt: `${counted(moments.size, 'column')} of ${totals.size} series, ${textOf(format, sum)} in all.`,
    spec: {
      data: { values },
      mark: { type: 'rect' },
      encoding: {
        x: {
          ...{ field: 'from', type: 'temporal', title: null },
          scale: { type: 'utc', nice: false, domainMin: first, domainMax: last + step },
          axis: { grid: false, ...timeAxis(first, last + step, step) },
        },
        x2: { field: 'to' },
        y: {
          field: 'y0',
          type: 'quantitative',
          title: null,
          scale: { zero: true, nice: STEPS },
          axis: axisFormat(format, [0, ...ends]),
        },
        y2: { field: 'y1' },
        color: { field: 'series', type: 'nominal', scale, legend },
        ...pale(values),
      },
    },
  });
}

interface Part {
  readonly time: number;
  readonly n: number;
  readonly series: string;
  readonly pending: boolean;
}

/** Half of a column, as a part of its time, and of all time at most and at least: a pixel of it is always seen. */
const HALF = 0.4;
const [HALF_MIN, HALF_MAX] = [1 / 1_400, 1 / 12];
/** More columns than this stand without gaps. */
const GAPS_MAX = 300;

/** The parts of one column, one on the other. */
function stacked(parts: readonly Part[], nameOf: (series: string) => string, order: readonly string[]) {
  const sums = new Map<string, number>();
  for (const { series, n } of parts) sums.set(nameOf(series), (sums.get(nameOf(series)) ?? 0) + n);
  let [up, down] = [0, 0];
  return order.flatMap((series) => {
    const n = sums.get(series);
    if (n === undefined) return [];
    const y0 = n > 0 ? up : down;
    if (n > 0) up += n;
    else down += n;
    return [{ series, y0, y1: y0 + n }];
  });
}
