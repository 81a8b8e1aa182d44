import { type Aggregate, nameOf, type Take } from '../core/aggregate.ts';
import { type HasNumber, type NumberSource, numberOf } from '../core/number-of.ts';

/** The least of a field or of a function's results; null when there is none. */
export function minimum<K extends string>(field: K): Aggregate<HasNumber<K>, number | null, number | null>;
export function minimum<T>(of: Take<T, number | null>): Aggregate<T, number | null, number | null>;
export function minimum(source: NumberSource): Aggregate<never, number | null, number | null> {
  const take = numberOf<never>(source);
  const lesser = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));
  return {
    name: `minimum(${nameOf(source)})`,
    zero: () => null,
    add: (least, event) => lesser(least, take(event)),
    merge: lesser,
    result: (least) => least,
  };
}
