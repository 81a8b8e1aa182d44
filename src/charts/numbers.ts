import { PipelineError } from '../core/errors.ts';
import { FORMATS, type NumberFormat } from '../core/view-chart.ts';
import { spanOf } from './span.ts';
import { STEPS } from './theme.ts';

/** `$1,234,567`; cents where there are any, below $100,000; below a dollar four digits, such as `$0.00001234`. */
export function dollars(n: number): string {
  if (!Number.isFinite(n)) return NOTHING;
  const size = Math.abs(n);
  const cents = size < 100_000 && Math.round(size * 100) % 100 !== 0 ? 2 : 0;
  const text = size < 0.995 && size > 0 ? digits(size, { maximumSignificantDigits: 4 }) : places(size, cents);
  return `${n < 0 ? '-' : ''}$${text}`;
}

/** `1.2M`: three digits and k, M, G, T or P; below 1,000 a plain number of as many, such as `0.000123`. */
export function si(n: number): string {
  if (!Number.isFinite(n)) return NOTHING;
  const size = Number(Math.abs(n).toPrecision(3));
  const sign = n < 0 && size > 0 ? '-' : '';
  if (size >= 1e18) return `${sign}${digits(size)}`;
  const step = Math.max(
    0,
    PREFIXES.findLastIndex((_, i) => size >= 1_000 ** i),
  );
  return `${sign}${digits(size / 1_000 ** step, { maximumSignificantDigits: 3 })}${PREFIXES[step]}`;
}

/** As it stands in a chart, beside a bar or in a cell, where there is little room. */
export function labelOf(format: NumberFormat, n: number): string {
  return minus(writerOf(format)(n));
}

/** As it stands in a sentence, with more of its digits. */
export const textOf = (format: NumberFormat, n: number): string =>
  format === 'dollars' ? dollars(n) : writerOf(format === 'si' ? 'plain' : format)(n);

/**
 * How the axis of these numbers is written, in the words of Vega-Lite: each label with the places that its steps need.
 */
export function axisFormat(format: NumberFormat, numbers: readonly number[]): AxisFormat {
  const known = FORMATS.includes(format) ? format : unknownFormat(format);
  const [least, most] = spanOf(numbers);
  const sign = known === 'dollars' ? '$' : '';
  const largest = Math.max(Math.abs(least), Math.abs(most));
  const step = (most - least || largest) / STEPS;
  const needed = step > 0 ? Math.min(12, Math.max(0, Math.ceil(-Math.log10(step)))) : 0;
  if (largest >= 1e24) return { format: `${sign}.2~e` };
  if (known === 'percent') return { format: `,.${Math.max(0, needed - 2)}%` };
  // 63,120 beside 63,140 would be the same in three digits.
  const short = known !== 'plain' && largest >= SHORT_FROM[known] && step >= largest / 200;
  if (!short) return { format: `${sign},.${known === 'dollars' && needed === 1 ? 2 : needed}f` };
  const spelled = `format(datum.value, '${sign}.3~s')`;
  return known === 'dollars' ? { labelExpr: `replace(${spelled}, 'G', 'B')` } : { format: '.3~s' };
}

export interface AxisFormat {
  readonly format?: string;
  readonly labelExpr?: string;
}

/** Stands where a number should. */
export const NOTHING = '–';

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'] as const;
/** A price has all its digits. */
const SHORT_FROM = { dollars: 1e6, si: 1e4 } as const;

const LABELS: Readonly<Record<NumberFormat, (n: number) => string>> = {
  // People count dollars in billions.
  dollars: (n) => (Math.abs(n) < 1_000 ? dollars(n) : si(n).replace(/^-?/, '$&$$').replace('G', 'B')),
  si,
  plain: (n) => (Number.isFinite(n) ? digits(n, { maximumFractionDigits: 8 }) : NOTHING),
  percent: (n) => (Number.isFinite(n) ? `${si(n * 100)}%` : NOTHING),
};

/** The typographic one, as Vega's axes have it. */
const minus = (text: string): string => text.replace(/^-/, '−');

/** All digits that are asked for; of what is larger or smaller than people write out, three with an exponent. */
function digits(n: number, options: Intl.NumberFormatOptions = {}): string {
  const written = n === 0 || (Math.abs(n) >= 1e-8 && Math.abs(n) < 1e18);
  if (!written) return Number(n.toPrecision(3)).toExponential().replace('e+', 'e');
  return n.toLocaleString('en-US', { maximumFractionDigits: 20, ...options });
}

const places = (n: number, count: number): string =>
  digits(n, { minimumFractionDigits: count, maximumFractionDigits: count });

/** A file may be run without its types. */
const writerOf = (format: NumberFormat) => LABELS[format] ?? unknownFormat(format);

function unknownFormat(format: unknown): never {
  throw new PipelineError('CONFIG', `The format is "${String(format)}", wanted one of ${FORMATS.join(', ')}.`);
}
