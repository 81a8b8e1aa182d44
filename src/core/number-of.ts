import { nameOf, type Take } from './aggregate.ts';

/** Events that have this field, with a number or nothing in it. */
export type HasNumber<K extends string> = { readonly [P in K]: number | null };

/** What an aggregate of numbers is given: a field that holds them, or a function that gives them. */
export type NumberSource = string | Take<never, number | null>;

/**
 * How a field, or a function, is read: a finite number, or null for nothing. `undefined` is nothing too where a
 * function gives it; a field that is not there was misspelt. -0 is read as 0, so that the order of equal numbers leaves
 * no trace. Anything else throws, so that the event is set aside.
 */
export function numberOf<T>(source: NumberSource): Take<T, number | null> {
  const take = (typeof source === 'string' ? fieldOf(source) : source) as Take<T, unknown>;
  const what = nameOf(source) === source ? source : 'its function';
  return (event) => {
    const value = take(event);
    if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
    if (value === null || (value === undefined && typeof source === 'function')) return null;
    const shown = typeof value === 'string' ? `${JSON.stringify(value)}, a text` : String(value);
    throw new RangeError(`${what} gave ${shown}, wanted a finite number or null`);
  };
}

const fieldOf = (field: string) => (event: { readonly [field: string]: unknown }) => event[field];
