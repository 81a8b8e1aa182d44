import type { Aggregate } from '../core/aggregate.ts';
import { earlier, type Ordered, type Placed, placedOf } from '../core/in-order.ts';
import type { HasNumber } from '../core/number-of.ts';

/**
 * The field of the first event by (time, id), never by arrival; nulls are skipped, null when there is none. Of several
 * values with one time and id the least.
 */
export function first<K extends string>(field: K): Aggregate<Ordered & HasNumber<K>, Placed | null, number | null> {
  const placed = placedOf(field);
  const pick = (a: Placed | null, b: Placed | null) => (a && b ? earlier(a, b) : (a ?? b));
  return {
    name: `first(${field})`,
    zero: () => null,
    add: (found, event) => pick(found, placed(event)),
    merge: pick,
    result: (found) => found?.[2] ?? null,
  };
}
