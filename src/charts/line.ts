import type { Chart } from '../core/chart.ts';
import { compareText } from '../core/row.ts';
import type { Duration } from '../core/time.ts';
import { counted } from '../core/words.ts';
import { labelFrom, numberFrom, timeFrom } from './field.ts';
import { windowOf } from './heading.ts';
import { leastStep } from './least-step.ts';
import { leftOut } from './left-out.ts';
import { axisFormat, textOf } from './numbers.ts';
import { type OverTime, toldApart } from './series.ts';
import { sheet } from './sheet.ts';
import { nearZero } from './span.ts';
import { STEPS } from './theme.ts';
import { timeAxis } from './times.ts';

export interface LineOptions<T> extends OverTime<T> {
  /** How far one value is from the next, such as `minutes(1)`: where it is further, the line is broken. */
  readonly step?: Duration;
}

/**
 * Lines over time, in UTC. A line is broken where a row has no number, and with `step` where there is no row; the axis
 * begins where the numbers do, at zero only where that is near. The nine series that are the greatest at their ends
 * have colours of their own, once there are more than ten.
 */
export function lineChart<T>(rows: readonly T[], options: LineOptions<T>): Chart {
  const { format = 'si' } = options;
  const [timeOf, numberOf] = [timeFrom(options.x), numberFrom(options.y)];
  const seriesOf = options.series === undefined ? () => '' : labelFrom(options.series);
  const points = rows
    .map((row) => ({ time: timeOf(row), y: numberOf(row), line: seriesOf(row) }))
    .filter((point): point is Point => point.time !== null)
    .sort((a, b) => a.time - b.time);
  const known = points.flatMap(({ y }) => (y === null ? [] : [y]));
  const last = known.at(-1) ?? 0;
  const lines = Map.groupBy(points, ({ line }) => line);
  const ends = new Map(
    [...lines].map(([line, of]) => [line, of.findLast(({ y }) => y !== null)?.y ?? Number.NEGATIVE_INFINITY]),
  );
  const { nameOf, scale, legend } = toldApart(ends);
  // Drawn one over the other: the greatest last.
  const drawn = [...lines].sort(([a], [b]) => (ends.get(a) ?? 0) - (ends.get(b) ?? 0) || compareText(b, a));
  const values = drawn.flatMap(([line, of]) =>
    broken(of, options.step).map((point) => ({ ...point, series: nameOf(line) })),
  );
  const has = (line: string, other: (typeof values)[number] | undefined) => other?.line === line && other.y !== null;
  const alone = values.filter(({ line, y }, i) => y !== null && !has(line, values[i - 1]) && !has(line, values[i + 1]));
  const step = leastStep(points.map(({ time }) => time));
  const [from, to] = [points[0]?.time ?? 0, points.at(-1)?.time ?? 0];
  return sheet(options, {
    ...{ marks: known.length, rows: rows.length, notes: leftOut(rows.length - points.length, 'a time') },
    window: windowOf(rows) ?? (known.length > 0 ? { from, to } : undefined),
    alt: `${counted(lines.size, 'line')} of ${counted(known.length, 'value')}, the last one ${textOf(format, last)}.`,
    spec: {
      data: { values },
      encoding: {
        x: {
          ...{ field: 'time', type: 'temporal', title: null, scale: { type: 'utc', nice: false } },
          axis: { grid: false, ...timeAxis(from, to, step) },
        },
        y: {
          ...{
            field: 'y',
            type: 'quantitative',
            title: null,
            scale: { zero: false, nice: STEPS, domain: nearZero(known) },
          },
          axis: axisFormat(format, nearZero(known)),
        },
        color: { field: 'series', type: 'nominal', scale, legend: legend && { ...legend, ...STROKE } },
      },
      layer: [
        {
          mark: {
            type: 'line',
            strokeWidth: points.length > lines.size * 400 ? 1.5 : 2.5,
            invalid: 'break-paths-show-path-domains',
          },
          encoding: { detail: { field: 'line' } },
        },
        // A value between two that are not there is no line.
        ...(alone.length > 0 ? [{ data: { values: alone }, mark: { type: 'circle', size: 60, opacity: 1 } }] : []),
      ],
    },
  });
}

const STROKE = { symbolType: 'stroke', symbolStrokeWidth: 4, symbolSize: 220 };

/** With a place without a number where there are none for more than a step. */
const broken = (points: readonly Point[], step = Number.POSITIVE_INFINITY): readonly Point[] =>
  points.flatMap((point, i) => {
    const { time } = points[i + 1] ?? point;
    return time - point.time > step ? [point, { ...point, time: point.time + step, y: null }] : [point];
  });

interface Point {
  readonly time: number;
  readonly y: number | null;
  readonly line: string;
}
