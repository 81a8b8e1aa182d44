import { type Aggregate, nameOf, type Take } from '../core/aggregate.ts';
import { addAmount, PLACES } from '../core/amounts.ts';
import { formatUnits, nearestNumber, parseUnits, roundHalfEven } from '../core/decimal.ts';
import { ExactSum } from '../core/exact-sum.ts';
import type { Json } from '../core/json.ts';
import { type HasNumber, type NumberSource, numberOf } from '../core/number-of.ts';

interface Mean {
  readonly sum: ExactSum;
  readonly count: number;
}

/**
 * The mean of a field or of a function's results, each rounded to 8 places: their exact sum through their count,
 * rounded half-even to 8 places; null when there are none.
 */
export function mean<K extends string>(field: K): Aggregate<HasNumber<K>, Mean, number | null>;
export function mean<T>(of: Take<T, number | null>): Aggregate<T, Mean, number | null>;
export function mean(source: NumberSource): Aggregate<never, Mean, number | null> {
  const take = numberOf<never>(source);
  return {
    name: `mean(${nameOf(source)})`,
    zero: () => ({ sum: ExactSum.ZERO, count: 0 }),
    add: (partial, event) => {
      const amount = take(event);
      return amount === null ? partial : { sum: addAmount(partial.sum, amount), count: partial.count + 1 };
    },
    merge: (a, b) => ({ sum: a.sum.merge(b.sum), count: a.count + b.count }),
    result: (partial) => withUnits(partial, (units) => nearestNumber(units, PLACES)),
    save: ({ sum, count }) => ({ sum: formatUnits(sum.toUnits(), PLACES), count }),
    load,
    print: (partial) => withUnits(partial, (units) => formatUnits(units, PLACES)),
  };
}

const withUnits = <V>({ sum, count }: Mean, show: (units: bigint) => V): V | null =>
  count === 0 ? null : show(roundHalfEven(sum.toUnits(), BigInt(count)));

function load(saved: Json): Mean {
  const { sum, count } = saved as { readonly sum: string; readonly count: number };
  return { sum: ExactSum.fromUnits(parseUnits(sum, PLACES)), count };
}
