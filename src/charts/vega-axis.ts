import type { NumberFormat } from '../core/view-chart.ts';
import { axisFormat } from './numbers.ts';
import { nearZero, spanOf } from './span.ts';
import { STEPS } from './theme.ts';

/** A scale of these numbers, and its axis, in the words of Vega. */
export const linearScale = (numbers: readonly number[]): object => ({
  ...{ type: 'linear', domain: nearZero(numbers), nice: STEPS, zero: false },
});

export function linearAxis(numbers: readonly number[], written: NumberFormat): object {
  const { format, labelExpr } = axisFormat(written, nearZero(numbers));
  return labelExpr === undefined ? { format } : labels(labelExpr);
}

/**
 * The same in powers of ten, of numbers above zero: from the power below all of them to the one above, and a little.
 */
export const logScale = (numbers: readonly number[]): object => {
  const [first, last] = powersOf(numbers);
  const margin = Math.min(LOG_MARGIN_MAX, (last - first) * LOG_MARGIN);
  return { type: 'log', domain: [10 ** (first - margin), 10 ** (last + margin)], nice: false };
};

/** Powers alone, every other one and so on where there are many. */
export function logAxis(numbers: readonly number[], written: NumberFormat): object {
  const [first, last] = powersOf(numbers);
  const step = Math.ceil((last - first) / POWERS_MAX);
  const values = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 10 ** (first + i * step));
  const sign = written === 'dollars' ? '$' : '';
  if (first < -8 || last > 23) return { values, format: `${sign}~e` };
  if (written === 'percent') return { values, format: '~%' };
  const short = `format(datum.value, '${sign}~s')`;
  const large = written === 'dollars' ? `replace(${short}, 'G', 'B')` : short;
  return { values, ...labels(`datum.value < 1 ? format(datum.value, '${sign}~r') : ${large}`) };
}

const POWERS_MAX = 8;
const LOG_MARGIN = 0.04;
const LOG_MARGIN_MAX = 4;

function powersOf(numbers: readonly number[]): readonly [number, number] {
  const [least, most] = spanOf(numbers.map(Math.log10));
  return [Math.floor(least), Math.max(Math.floor(least) + 1, Math.ceil(most))];
}

const labels = (signal: string): object => ({ encode: { labels: { update: { text: { signal } } } } });
