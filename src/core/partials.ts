import type { FoldBatch } from './aggregate.ts';
import type { Events } from './columns.ts';
import type { Json } from './json.ts';

/** The partials of one row, in the order of the aggregates' names. */
export type Partials = readonly unknown[];

/** An aggregate whose partial is only handed back to it, never looked at. */
export interface Opaque {
  readonly zero: () => unknown;
  readonly add: (partial: unknown, event: unknown) => unknown;
  readonly merge: (a: unknown, b: unknown) => unknown;
  readonly result: (partial: unknown) => unknown;
  readonly joined?: (partial: unknown, before: unknown) => unknown;
  readonly fold?: FoldBatch<never, unknown>;
  readonly save?: (partial: unknown) => Json;
  readonly load?: (saved: Json) => unknown;
  readonly print?: (partial: unknown) => Json;
}

/** See `Fold.batch`. */
export function partialsOver<T>(
  aggregates: readonly Opaque[],
  batch: Events<T>,
  rowOf: Int32Array,
  before: readonly (Partials | undefined)[],
): Partials[] {
  const rows = before.map((): unknown[] => []);
  for (const [n, one] of aggregates.entries()) {
    const folded = one.fold?.(batch as Events<never>, rowOf, rows.length);
    const more = folded ?? added(one, n, batch, rowOf, before);
    for (const [i, row] of rows.entries()) {
      const own = before[i];
      row.push(folded && own ? one.merge(own[n], more[i]) : more[i]);
    }
  }
  return rows;
}

/** What rows have of one aggregate with a batch added, event after event, so that no cut makes a difference. */
function added<T>(
  { zero, add }: Opaque,
  n: number,
  { events }: Events<T>,
  rowOf: Int32Array,
  before: readonly (Partials | undefined)[],
): unknown[] {
  const partials = before.map((own) => (own ? own[n] : zero()));
  for (let i = 0; i < rowOf.length; i++) {
    const row = rowOf[i] ?? -1;
    if (row >= 0) partials[row] = add(partials[row], events[i]);
  }
  return partials;
}
