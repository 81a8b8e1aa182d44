import { PipelineError } from '../core/errors.ts';
import type { Fold } from '../core/fold.ts';
import type { Row } from '../core/row.ts';
import type { ChartType } from '../core/view-chart.ts';

/** What the rows of a view hold that can be drawn. */
export interface Fields {
  /** Those that are numbers, such as `value`, and parts of others, such as `price.close`. */
  readonly numbers: readonly string[];
  /** Those that have an open, a high, a low and a close. */
  readonly candles: readonly string[];
  /** There are no rows: what they would hold is known by the names alone. */
  readonly none: boolean;
}

/** By the first row that has something in a field; a field that has nothing in any may be a number. */
export function fieldsIn({ names, computes }: Fold<never>, rows: readonly Row[]): Fields {
  const none = rows.length === 0;
  if (none) return { none, numbers: names, candles: names.filter((_, i) => computes[i]?.startsWith('ohlc(')) };
  const found = names.map((name) => [name, rows.map((row) => at(row, name)).find((value) => value !== null)] as const);
  const numbers = found.flatMap(([name, value]) => {
    if (typeof value === 'number' || value === undefined) return [name];
    const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return parts.flatMap(([part, inner]) => (typeof inner === 'number' ? [`${name}.${part}`] : []));
  });
  const whole = (name: string) => PARTS.every((part) => numbers.includes(`${name}.${part}`));
  return { none, numbers, candles: names.filter(whole) };
}

export const PARTS = ['open', 'high', 'low', 'close'] as const;

/** `price.close` of a row: null where there is nothing. */
export function numberAt(row: Row, field: string): number | null {
  const [name = '', part] = field.split('.');
  const value = at(row, name);
  const inner = part !== undefined && typeof value === 'object' && value !== null ? Reflect.get(value, part) : value;
  return typeof inner === 'number' ? inner : null;
}

/** Whether what it says of two windows, added up, is what it says of both. */
export const addsUp = ({ names, computes }: Fold<never>, field: string): boolean =>
  /^(sum|count|missing)\(/.test(computes[names.indexOf(field)] ?? '');

/** Whether it is computed from dollars; how many of them are missing is not. */
export const inDollars = ({ names, computes }: Fold<never>, field: string): boolean =>
  /^(?!missing\().*\busd\b/i.test(computes[names.indexOf(field.split('.')[0] ?? '')] ?? '');

/** The fields that a chart of a type is to be of; a PipelineError CONFIG that names those there are for any other. */
export function chosen(view: string, type: ChartType, asked: readonly string[], fields: Fields): readonly string[] {
  const there = type === 'candlestick' ? fields.candles : fields.numbers;
  const count = type === 'scatter' ? 2 : 1;
  const what = type === 'candlestick' ? 'of candles' : 'that are numbers';
  const has = there.length === 0 ? `it has no fields ${what}` : `its fields ${what} are ${there.join(', ')}`;
  const known = (field: string) => there.includes(fields.none ? (field.split('.')[0] ?? '') : field);
  const unknown = asked.find((field) => !known(field));
  if (unknown !== undefined) throw new PipelineError('CONFIG', `${view} has no ${unknown} to draw: ${has}.`);
  const fitting = asked.length === 0 && there.length === count ? there : asked;
  if (fitting.length === count) return fitting;
  const wanted = count === 1 ? 'one --field' : 'two of them, --field X --field Y';
  throw new PipelineError('CONFIG', `A ${type} of ${view} wants ${wanted}: ${has}.`);
}

const at = (row: Row, name: string): unknown => Reflect.get(row, name) ?? null;
