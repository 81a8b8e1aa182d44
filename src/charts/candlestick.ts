import type { Chart, Heading } from '../core/chart.ts';
import type { NumberFormat } from '../core/view-chart.ts';
import { counted } from '../core/words.ts';
import { type NumberField, numberFrom, timeFrom } from './field.ts';
import { windowOf } from './heading.ts';
import { leastStep } from './least-step.ts';
import { leftOut } from './left-out.ts';
import { axisFormat, textOf } from './numbers.ts';
import { sheet } from './sheet.ts';
import { roomy } from './span.ts';
import { isOpen, pale } from './still-open.ts';
import { DOWN, STEPS, UP } from './theme.ts';
import { timeAxis } from './times.ts';

/** Which fields the candles are in. */
interface Fields<T> {
  /** When a candle begins, in ms. */
  readonly time: NumberField<T>;
  readonly open: NumberField<T>;
  readonly high: NumberField<T>;
  readonly low: NumberField<T>;
  readonly close: NumberField<T>;
}

interface More extends Heading {
  /** Default: dollars. */
  readonly format?: NumberFormat;
  /** The last candle is still open: it has not closed at anything yet. Of rows of a view that is known. */
  readonly unfinished?: boolean;
}

/** A candle of the market client says it all by itself. */
type Known = { readonly [name in keyof typeof KLINE as (typeof KLINE)[name]]: unknown };
export type CandlestickOptions<T> = More & ([T] extends [Known] ? Partial<Fields<T>> : Fields<T>);

/**
 * Candles over time, in UTC: a line from low to high, and a body from open to close, green where it closed at its open
 * or above, red where below, pale while it can still change. Fields may be left out where the rows are candles of the
 * market client. A row that lacks one of the four prices is not drawn, and the chart says how many do.
 */
export function candlestick<T>(rows: readonly T[], options: CandlestickOptions<T>): Chart {
  const fields = { ...KLINE, ...options } as Fields<T> & More;
  const { format = 'dollars' } = fields;
  const [timeOf, openOf, highOf] = [timeFrom(fields.time), numberFrom(fields.open), numberFrom(fields.high)];
  const [lowOf, closeOf] = [numberFrom(fields.low), numberFrom(fields.close)];
  const whole = rows.flatMap((row) => {
    const [time, open, high, low, close] = [timeOf(row), openOf(row), highOf(row), lowOf(row), closeOf(row)];
    if (time === null || open === null || high === null || low === null || close === null) return [];
    return [{ time, open, high, low, close, pending: isOpen(row) }];
  });
  const candles = whole.sort((a, b) => a.time - b.time);
  const width = leastStep(candles.map(({ time }) => time));
  const [from, to] = [candles[0]?.time ?? 0, (candles.at(-1)?.time ?? 0) + width];
  const half = Math.min(width * HALF, (to - from) * HALF_MAX);
  const values = candles.map(({ time, open, high, low, close, pending }) => ({
    ...{ from: time + width / 2 - half, middle: time + width / 2, to: time + width / 2 + half },
    ...{ open, high, low, close, up: close >= open },
    ...(pending && { pending }),
  }));
  const prices = values.flatMap(({ open, high, low, close }) => [open, high, low, close]);
  const last = values.at(-1)?.close ?? 0;
  const stands = (fields.unfinished ?? candles.at(-1)?.pending) ? ', still open,' : ' closed';
  return sheet(fields, {
    ...{ marks: values.length, rows: rows.length, notes: leftOut(rows.length - values.length, 'a whole candle') },
    window: windowOf(rows) ?? (values.length > 0 ? { from, to } : undefined),
    alt: `${counted(values.length, 'candle')}, the last one${stands} at ${textOf(format, last)}.`,
    spec: {
      data: { values },
      encoding: {
        x: {
          ...{ field: 'middle', type: 'temporal', title: null },
          scale: { type: 'utc', nice: false, domainMin: from, domainMax: to },
          axis: { grid: false, ...timeAxis(from, to, width) },
        },
        color: { field: 'up', type: 'nominal', scale: { domain: [true, false], range: [UP, DOWN] }, legend: null },
        ...pale(values),
      },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: values.length > 250 ? 0.75 : 1.5 },
          encoding: {
            y: {
              ...{ field: 'low', type: 'quantitative', title: null },
              scale: { zero: false, nice: STEPS, domain: roomy(prices) },
              axis: axisFormat(format, roomy(prices)),
            },
            y2: { field: 'high' },
          },
        },
        {
          mark: { type: 'rect', strokeWidth: values.length > 250 ? 0.25 : 1 },
          encoding: {
            ...{ x: { field: 'from', type: 'temporal' }, x2: { field: 'to' } },
            ...{ y: { field: 'open', type: 'quantitative' }, y2: { field: 'close' } },
            stroke: { field: 'up', type: 'nominal', scale: { domain: [true, false], range: [UP, DOWN] }, legend: null },
          },
        },
      ],
    },
  });
}

const KLINE = { time: 'openTime', open: 'open', high: 'high', low: 'low', close: 'close' } as const;
/** Half of a body, as a part of the candle's time, and of all time at most: few candles are no walls. */
const HALF = 0.35;
const HALF_MAX = 1 / 48;
