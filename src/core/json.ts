/** Whatever `encode` can write and `decode` gives back unchanged, ±Infinity and -0 included. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const spelled: ReadonlyMap<string, number> = new Map([
  ['-0', -0],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['NaN', Number.NaN],
]);

/** A value as it stands, not as its `toJSON`, which was asked already, prints it: a row's numbers stay numbers. */
function spell(this: { readonly [key: string]: unknown }, key: string): unknown {
  const value = this[key];
  if (isSpelled(value)) return { $number: Object.entries(value) }; // somebody's own $number
  if (typeof value !== 'number') return value;
  if (Object.is(value, -0)) return { $number: '-0' };
  return Number.isFinite(value) ? value : { $number: String(value) };
}

const unspell = (_key: string, value: unknown): unknown => {
  if (!isSpelled(value)) return value;
  const { $number } = value;
  return Array.isArray($number) ? Object.fromEntries($number) : spelled.get(String($number));
};

const isSpelled = (value: unknown): value is { readonly $number: unknown } =>
  typeof value === 'object' && value !== null && '$number' in value;

/**
 * State as text. JSON writes `null` for ±Infinity and `0` for -0; here they are spelled out instead. What holds none of
 * these is written without asking for each of its parts again: a commit writes thousands of such.
 */
export const encode = (value: unknown): string =>
  isPlain(value) ? JSON.stringify(value) : JSON.stringify(value, spell);

/** Whether JSON writes all of it as `spell` would; false also where that is not certain: deep down, and in circles. */
function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return value === 0 ? 1 / value > 0 : value - value === 0;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' || isNothing(value);
  if (depth === DEEP || 'toJSON' in value || '$number' in value) return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isPlain(value[i], depth + 1)) return false;
    return true;
  }
  for (const key in value) if (!isPlain((value as { readonly [key: string]: unknown })[key], depth + 1)) return false;
  return true;
}

const DEEP = 100;

const isNothing = (value: unknown): boolean => typeof value === 'boolean' || value === null || value === undefined;

/** The inverse of `encode`. */
export const decode = (text: string): Json => JSON.parse(text, unspell) as Json;

/** `T` where all of it can be kept as state: plain data, with no functions, dates, maps or bigints anywhere in it. */
export type Storable<T> = T extends string | number | boolean | null
  ? T
  : T extends undefined | bigint | symbol | Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
    ? never
    : T extends (...args: never[]) => unknown
      ? never
      : { readonly [K in keyof T]: Storable<T[K]> };

/** An option that nothing satisfies where `T` could not be kept as state. */
export type KeepsOnly<T> =
  T extends Storable<T> ? unknown : { readonly state: 'plain data: no dates, maps, functions' };
