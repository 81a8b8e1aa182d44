import type { Chart, Heading } from '../core/chart.ts';
import { compareText } from '../core/row.ts';
import type { NumberFormat } from '../core/view-chart.ts';
import { counted } from '../core/words.ts';
import { type LabelField, labelFrom, type NumberField, nameOf, numberFrom } from './field.ts';
import { windowOf } from './heading.ts';
import { leftOut } from './left-out.ts';
import { literal } from './literal.ts';
import { sheet } from './sheet.ts';
import { CALM, STEPS } from './theme.ts';
import { linearAxis, linearScale, logAxis, logScale } from './vega-axis.ts';

export interface ScatterOptions<T> extends Heading {
  readonly x: NumberField<T>;
  readonly y: NumberField<T>;
  /** What a point is called. */
  readonly label: LabelField<T>;
  /** How the numbers of y are written. Default: si. */
  readonly format?: NumberFormat;
  /** How those of x are. Default: si. */
  readonly xFormat?: NumberFormat;
  /** What stands along the axes. Default: the names of the fields. */
  readonly xTitle?: string;
  readonly yTitle?: string;
  /** Axes on which each step is ten times the one before: where a few rows are much greater than the others. */
  readonly log?: boolean;
}

/**
 * A point for each row, with its name beside it where there is room, the highest first: names never lie on each other
 * or on points. A row that lacks a number, or with `log` has none above zero, is not drawn, and the chart says how many
 * do.
 */
export function scatter<T>(rows: readonly T[], options: ScatterOptions<T>): Chart {
  const { format = 'si', xFormat = 'si', log = false } = options;
  const { xTitle = nameOf(options.x), yTitle = nameOf(options.y) } = options;
  const [xOf, yOf, labelOf] = [numberFrom(options.x), numberFrom(options.y), labelFrom(options.label)];
  const values = rows
    .flatMap((row): Point[] => {
      const [x, y] = [xOf(row), yOf(row)];
      return x === null || y === null || (log && !(x > LOG_MIN && y > LOG_MIN)) ? [] : [{ x, y, label: labelOf(row) }];
    })
    .sort((a, b) => b.y - a.y || b.x - a.x || compareText(a.label, b.label))
    .map((point, rank) => ({ ...point, rank }));
  const axes = [
    { name: 'x', range: 'width', orient: 'bottom', title: xTitle, format: xFormat, numbers: values.map(({ x }) => x) },
    { name: 'y', range: 'height', orient: 'left', title: yTitle, format, numbers: values.map(({ y }) => y) },
  ] as const;
  return sheet(options, {
    ...{ language: 'vega', marks: values.length, rows: rows.length, window: windowOf(rows) },
    notes: leftOut(rows.length - values.length, log ? 'two numbers above zero' : 'two numbers'),
    alt: `${counted(values.length, 'point')}, the highest is ${values[0]?.label}.`,
    spec: {
      data: [{ name: 'points', values }],
      scales: axes.map(({ name, range, numbers }) => ({
        name,
        range,
        ...(log ? logScale(numbers) : linearScale(numbers)),
      })),
      axes: axes.map(({ name, orient, title, format, numbers }) => ({
        ...{ scale: name, orient, title: literal(title), grid: true, tickCount: STEPS, labelOverlap: true },
        ...(log ? logAxis(numbers, format) : linearAxis(numbers, format)),
      })),
      marks: [
        {
          ...{ name: 'marks', type: 'symbol', from: { data: 'points' } },
          encode: {
            update: {
              ...{ x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' }, size: { value: 110 } },
              ...{ fill: { value: CALM }, fillOpacity: { value: 0.85 } },
            },
          },
        },
        {
          ...{ type: 'text', from: { data: 'marks' }, interactive: false },
          encode: { enter: { text: { field: 'datum.label' }, fontSize: { value: 14 }, limit: { value: 180 } } },
          transform: [
            {
              ...{ type: 'label', size: { signal: '[width, height]' }, sort: { field: 'datum.rank' } },
              ...{ anchor: ['right', 'left', 'top', 'bottom'], offset: [4], avoidMarks: ['marks'], padding: 0 },
            },
          ],
        },
      ],
    },
  });
}

/** Nothing but zero, for an axis of powers of ten. */
const LOG_MIN = 1e-290;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}
