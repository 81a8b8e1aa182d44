import type { Aggregates, Results } from '../core/aggregate.ts';
import type { Key } from '../core/key.ts';
import type { Operator } from '../core/operator.ts';
import type { Row } from '../core/row.ts';
import { END_OF_TIME } from '../core/time.ts';
import { windowed } from '../core/windowed.ts';

interface TotalOptions<T> {
  /** One row for each value of this field, or of this function. */
  readonly key: Key<T>;
}

/** All that a bounded source holds, folded by `aggregates` into one row a key; final when the source is over. */
export function total<T, const A extends Aggregates<T>>(
  { key }: TotalOptions<T>,
  aggregates: A,
): Operator<T, Row<Results<A>>> {
  const all = { start: 0, end: END_OF_TIME, closes: END_OF_TIME };
  const ever = { size: Number.POSITIVE_INFINITY, span: Number.POSITIVE_INFINITY };
  return windowed({ kind: 'total', ...ever, key, place: () => all, details: null }, aggregates);
}
