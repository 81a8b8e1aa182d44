import { PipelineError } from '../core/errors.ts';
import { END_OF_TIME, type Millis } from '../core/time.ts';

/** What stands for a number: a decimal string, as the market client's candles have them, is one; null is nothing. */
export type Numeric = number | string | null | undefined;
export type Label = string | number | boolean | null | undefined;
type NamesOf<T, V> = { [K in keyof T]-?: T[K] extends V ? K : never }[keyof T] & string;

/** The name of a row's field that holds a number, or a function of the row that gives one. */
export type NumberField<T> = NamesOf<T, Numeric> | ((row: T) => Numeric);
/** The name of a row's field, or a function of the row, that names something. */
export type LabelField<T> = NamesOf<T, Label> | ((row: T) => Label);

/** How a number is read: null for what is none. A PipelineError CONFIG for a field that no row has, or holds a text. */
export function numberFrom<T>(field: NumberField<T>): (row: T) => number | null {
  const take = taken(field);
  return (row) => {
    const value = take(row);
    if (value === null || value === undefined) return null;
    const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
    // -0 has no JSON of its own.
    if (typeof number === 'number') return Math.abs(number) <= DRAWN_MAX ? number + 0 : null;
    throw new PipelineError('CONFIG', `${nameOf(field)} of a row is ${shown(value)}, wanted a number.`);
  };
}

/** How a time is read, in ms since 1970; a PipelineError CONFIG for what is none, such as one in nanoseconds. */
export function timeFrom<T>(field: NumberField<T>): (row: T) => Millis | null {
  const take = numberFrom(field);
  return (row) => {
    const time = take(row);
    if (time === null || Math.abs(time) <= END_OF_TIME) return time;
    throw new PipelineError('CONFIG', `${nameOf(field)} of a row is ${time}, wanted a time in ms since 1970.`);
  };
}

/** How a name is read; nothing is an empty one. */
export function labelFrom<T>(field: LabelField<T>): (row: T) => string {
  const take = taken(field);
  return (row) => String(take(row) ?? '');
}

/** As a field is called where people read it. */
export const nameOf = (field: unknown): string => (typeof field === 'string' ? field : 'A field');

/** What is larger is no number: it has no place on an axis. */
const DRAWN_MAX = 1e300;

const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** A pipeline file runs without its types. */
function taken<T>(field: string | ((row: T) => unknown)): (row: T) => unknown {
  if (typeof field === 'function') return field;
  return (row) => {
    const holder = row as { readonly [name: string]: unknown };
    if (Object.hasOwn(holder, field)) return holder[field];
    throw new PipelineError(
      'CONFIG',
      `A chart was asked for the field "${String(field)}", and the rows have ${Object.keys(holder).join(', ')}.`,
    );
  };
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 60);
