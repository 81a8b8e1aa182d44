import type { Chart, Heading } from './chart.ts';
import type { RowHead } from './row.ts';
import type { Duration } from './time.ts';

/** The kinds of charts that the rows of a view can be drawn as. */
export const TYPES = ['bar', 'line', 'candlestick', 'treemap', 'scatter', 'columns'] as const;
export type ChartType = (typeof TYPES)[number];

/** Those that go over time; the others are of whole spans. */
export const overTime = (type: ChartType): boolean => ['line', 'candlestick', 'columns'].includes(type);

/** How the numbers of a chart are written. `dollars` and `si` are short: `$1.2M`, `1.2M`; `plain` has every digit. */
export type NumberFormat = (typeof FORMATS)[number];
export const FORMATS = ['dollars', 'si', 'plain', 'percent'] as const;

/** A chart that a view shows, as its pipeline declares it. */
export interface ViewChart {
  /** What stands above it, or how that follows from its rows. Default: the names of view and field. */
  readonly title?: string | ((rows: readonly never[]) => string);
  /** Of windows that end within so long before the view's own time. Default: an hour. */
  readonly last?: Duration;
  /** One chart for each key, of which one is looked at at a time. */
  readonly each?: 'key';
  readonly type?: ChartType;
  /** The number that is drawn, such as `value` or `price.close`; the candle; of a scatter the two numbers. */
  readonly field?: string | readonly string[];
  /** Default: dollars where it is computed from dollars, else si. */
  readonly format?: NumberFormat;
  /** How many cells of a treemap are marked. Default: 3. */
  readonly top?: number;
  /** Axes of a scatter in powers of ten. */
  readonly log?: boolean;
  /** Instead of a type: one of its own, of one row for each key, or for each window of each key. */
  readonly by?: 'key' | 'window';
  readonly draw?: (rows: readonly never[], heading: Heading) => Chart;
}

/** The same, checked against the rows `T` that it is of. */
export type ViewChartOf<T> = Shared<T> & (Typed<T> | Own<T>);

type Shared<T> = Pick<ViewChart, 'last' | 'each'> & {
  readonly title?: string | ((rows: readonly T[]) => string);
};

type Typed<T> = Pick<ViewChart, 'format'> &
  (
    | { readonly type: 'bar' | 'line' | 'columns'; readonly field: NumberOf<T> }
    | { readonly type: 'treemap'; readonly field: NumberOf<T>; readonly top?: number }
    | { readonly type: 'scatter'; readonly field: readonly [x: NumberOf<T>, y: NumberOf<T>]; readonly log?: boolean }
    | { readonly type: 'candlestick'; readonly field: CandleOf<T> }
  );

interface Own<T> {
  readonly by: 'key' | 'window';
  readonly draw: (rows: readonly T[], heading: Heading) => Chart;
}

type Results<T> = Omit<T, keyof RowHead>;
type NumbersIn<T> = { [K in keyof T]: T[K] extends number | null ? K : never }[keyof T] & string;

/** The names of the numbers of a row, and of those in a part of it. */
type NumberOf<T> =
  | NumbersIn<Results<T>>
  | {
      [K in keyof Results<T> & string]: Results<T>[K] extends number | null
        ? never
        : `${K}.${NumbersIn<NonNullable<Results<T>[K]>>}`;
    }[keyof Results<T> & string];

type Candle = { readonly [part in 'open' | 'high' | 'low' | 'close']: number };
type CandleOf<T> = {
  [K in keyof Results<T>]: NonNullable<Results<T>[K]> extends Candle ? K : never;
}[keyof Results<T>] &
  string;
