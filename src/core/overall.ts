import type { Aggregates, Results } from './aggregate.ts';
import { Fold } from './fold.ts';

/**
 * What aggregates make of a list of values that are at hand, as a window makes it of events: for the text or the
 * picture that a destination composes of its values. In code a sum is the nearest number to the exact one.
 */
export function overall<T, const A extends Aggregates<T>>(values: readonly T[], aggregates: A): Results<A> {
  const fold = new Fold<T, A>(aggregates);
  return fold.results(values.reduce((partials, value) => fold.add(partials, value), fold.zero()));
}
