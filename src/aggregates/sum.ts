import { type Aggregate, nameOf, type Take } from '../core/aggregate.ts';
import { addAmount, PLACES, type Term } from '../core/amounts.ts';
import { formatUnits, nearestNumber, parseUnits } from '../core/decimal.ts';
import { ExactSum } from '../core/exact-sum.ts';
import { type HasNumber, type NumberSource, numberOf } from '../core/number-of.ts';

/**
 * The exact sum of a field, of a `product` of two, or of a function's results, each rounded to 8 places first. It is
 * saved and printed as an exact decimal; the result in code is the number nearest to it. Nulls are skipped: show them
 * beside it with `missing`.
 */
export function sum<K extends string>(field: K): Aggregate<HasNumber<K>, ExactSum, number>;
export function sum<T>(term: Term<T>): Aggregate<T, ExactSum, number>;
export function sum<T>(of: Take<T, number | null>): Aggregate<T, ExactSum, number>;
export function sum(of: NumberSource | Term<never>): Aggregate<never, ExactSum, number> {
  const { name, places, addTo } = typeof of === 'object' ? of : termOf(of);
  return {
    name: `sum(${name})`,
    zero: () => ExactSum.ZERO,
    add: addTo,
    merge: (a, b) => a.merge(b),
    result: (total) => nearestNumber(total.toUnits(), places),
    save: (total) => formatUnits(total.toUnits(), places),
    load: (saved) => ExactSum.fromUnits(parseUnits(String(saved), places)),
    print: (total) => formatUnits(total.toUnits(), places),
  };
}

function termOf(source: NumberSource): Term<never> {
  const take = numberOf<never>(source);
  return {
    name: nameOf(source),
    places: PLACES,
    addTo: (total, event) => {
      const amount = take(event);
      return amount === null ? total : addAmount(total, amount);
    },
  };
}
