import type { ExactSum } from '../core/exact-sum.ts';
import { addProduct, PRODUCT_PLACES } from './amounts.ts';
import { type HasNumber, numberOf } from './number-of.ts';

/** Something to sum that knows how to add itself exactly. */
export interface Term<in T> {
  readonly name: string;
  /** The sum is in units of 10^-places. */
  readonly places: number;
  /** The same sum where there is nothing to add. */
  readonly addTo: (sum: ExactSum, event: T) => ExactSum;
}

/** The product of two fields that hold amounts: `sum(product('price', 'quantity'))` is exact, at 16 places. */
export function product<A extends string, B extends string>(a: A, b: B): Term<HasNumber<A | B>> {
  const first = numberOf<HasNumber<A | B>>(a);
  const second = numberOf<HasNumber<A | B>>(b);
  return {
    name: `product(${a}, ${b})`,
    places: PRODUCT_PLACES,
    addTo: (sum, event) => {
      const x = first(event);
      const y = second(event);
      return x === null || y === null ? sum : addProduct(sum, x, y);
    },
  };
}
