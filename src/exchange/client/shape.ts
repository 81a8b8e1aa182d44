import { shown } from '../../market/fields.ts';

/** Reads a part of an answer, which stands at `at`, such as `[3].price`; throws an `Unexpected`. */
export type Shape<T> = (value: unknown, at: string) => T;
/** What a shape reads. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

/** A field of an answer that is not what the exchange documents. */
export class Unexpected extends Error {
  /** The message without the value, which may tell of an account. */
  readonly discreet: string;
  constructor(value: unknown, at: string, wanted: string) {
    const told = (what: string) => `${at || 'the answer'} is ${what}, wanted ${wanted}`;
    super(told(shown(value)));
    const isPlain = value !== undefined && value !== null && typeof value !== 'object';
    this.discreet = told(isPlain ? `a ${typeof value}` : shown(value));
  }
}

const one =
  <T>(wanted: string, is: (value: unknown) => value is T): Shape<T> =>
  (value, at) => {
    if (is(value)) return value;
    throw new Unexpected(value, at, wanted);
  };

export const text = one('a text', (value): value is string => typeof value === 'string');
export const flag = one('true or false', (value): value is boolean => typeof value === 'boolean');
/** A decimal as the exchange writes it, digit for digit. */
export const decimal = one(
  'a decimal string such as "0.05"',
  (value): value is string => typeof value === 'string' && DECIMAL.test(value),
);
/** No more places than a product of two amounts has, so that all of them can be computed with exactly. */
const DECIMAL = /^-?\d{1,40}(\.\d{1,16})?$/;
/** An id, a count or a time in ms; the exchange writes -1 for an id that there is none of. */
export const whole = one('a whole number', (value): value is number => Number.isSafeInteger(value));

export const listOf =
  <T>(shape: Shape<T>): Shape<readonly T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) throw new Unexpected(value, at, 'a list');
    return value.map((item: unknown, i) => shape(item, `${at}[${i}]`));
  };

/** What may be missing. */
export const optional =
  <T>(shape: Shape<T>): Shape<T | undefined> =>
  (value, at) =>
    value === undefined ? undefined : shape(value, at);

type Shapes = { readonly [name: string]: Shape<unknown> };
type Fields<S extends Shapes> = { readonly [K in keyof S]: Shaped<S[K]> };

/** An object, or a list, of these fields; `names` tells where the exchange calls one of them otherwise. */
export const fields =
  <S extends Shapes>(shapes: S, names: { readonly [K in keyof S]?: string | number } = {}): Shape<Fields<S>> =>
  (value, at) => {
    if (typeof value !== 'object' || value === null) throw new Unexpected(value, at, 'an object');
    const read: { [name: string]: unknown } = {};
    for (const [name, shape] of Object.entries(shapes)) {
      const key = names[name] ?? name;
      const where = typeof key === 'number' ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`;
      const field = shape((value as { readonly [key: string]: unknown })[key], where);
      if (field !== undefined) read[name] = field;
    }
    return read as Fields<S>;
  };
