import { type Aggregate, nameOf, overBatch, type Take } from '../core/aggregate.ts';

/**
 * How many events have nothing in a field, null or undefined, or give nothing to a function: those that `sum` of the
 * same skips.
 */
export function missing<K extends string>(field: K): Aggregate<{ readonly [P in K]?: unknown }, number, number>;
export function missing<T>(of: Take<T, unknown>): Aggregate<T, number, number>;
export function missing(source: string | Take<never, unknown>): Aggregate<never, number, number> {
  const take = typeof source === 'string' ? (event: { readonly [field: string]: unknown }) => event[source] : source;
  const aggregate = {
    name: `missing(${nameOf(source)})`,
    zero: () => 0,
    add: (n: number, event: never) => ((take(event) ?? null) === null ? n + 1 : n),
    merge: (a: number, b: number) => a + b,
    result: (n: number) => n,
  };
  if (typeof source !== 'string') return aggregate;
  return overBatch(aggregate, (batch, rowOf, rows) => {
    const values = batch.columns?.numbers(source);
    if (!values) return undefined;
    const counts = new Array<number>(rows).fill(0);
    for (let i = 0; i < rowOf.length; i++) {
      const row = rowOf[i] ?? -1;
      if (row >= 0 && Number.isNaN(values[i])) counts[row] = (counts[row] ?? 0) + 1;
    }
    return counts;
  });
}
