import { addProduct, PRODUCT_PLACES, type Term } from '../core/amounts.ts';
import { type HasNumber, numberOf } from '../core/number-of.ts';

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
