import { type Aggregate, nameOf, type Take } from '../core/aggregate.ts';

/**
 * How many events have nothing in a field, null or undefined, or give nothing to a function: those that `sum` of the
 * same skips.
 */
export function missing<K extends string>(field: K): Aggregate<{ readonly [P in K]?: unknown }, number, number>;
export function missing<T>(of: Take<T, unknown>): Aggregate<T, number, number>;
export function missing(source: string | Take<never, unknown>): Aggregate<never, number, number> {
  const take = typeof source === 'string' ? (event: { readonly [field: string]: unknown }) => event[source] : source;
  return {
    name: `missing(${nameOf(source)})`,
    zero: () => 0,
    add: (n, event) => ((take(event) ?? null) === null ? n + 1 : n),
    merge: (a, b) => a + b,
    result: (n) => n,
  };
}
