import { type Aggregate, nameOf, type Take } from '../core/aggregate.ts';
import { type HasNumber, type NumberSource, numberOf } from '../core/number-of.ts';

/** The greatest of a field or of a function's results; null when there is none. */
export function maximum<K extends string>(field: K): Aggregate<HasNumber<K>, number | null, number | null>;
export function maximum<T>(of: Take<T, number | null>): Aggregate<T, number | null, number | null>;
export function maximum(source: NumberSource): Aggregate<never, number | null, number | null> {
  const take = numberOf<never>(source);
  const greater = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b));
  return {
    name: `maximum(${nameOf(source)})`,
    zero: () => null,
    add: (greatest, event) => greater(greatest, take(event)),
    merge: greater,
    result: (greatest) => greatest,
  };
}
