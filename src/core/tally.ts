import { type Key, keyOf } from './key.ts';
import { compareText } from './row.ts';

/** How often a key comes. */
export interface Tally {
  readonly key: string;
  readonly count: number;
}

/** How often each value of a field, or of a function, comes in a list: what comes most often first, then by name. */
export function tally<T>(values: readonly T[], key: Key<T>): readonly Tally[] {
  const counted = Map.groupBy(values, keyOf(key));
  return [...counted]
    .map(([key, { length: count }]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || compareText(a.key, b.key));
}
