import type { Aggregate } from '../core/aggregate.ts';
import { addAmount, addProduct, PLACES, PRODUCT_PLACES } from '../core/amounts.ts';
import { formatUnits, nearestNumber, parseUnits, roundHalfEven } from '../core/decimal.ts';
import { ExactSum } from '../core/exact-sum.ts';
import type { Json } from '../core/json.ts';
import { type HasNumber, numberOf } from '../core/number-of.ts';

interface Volume {
  /** The sum of price × quantity, in units of 1e-16. */
  readonly value: ExactSum;
  /** In units of 1e-8. */
  readonly quantity: ExactSum;
}

/**
 * The volume-weighted average price: the exact sum of price × quantity through the exact sum of the quantities, rounded
 * half-even to 8 places; null when no quantity changed hands. An event that lacks either is skipped.
 */
export function vwap<P extends string, Q extends string>(
  price: P,
  quantity: Q,
): Aggregate<HasNumber<P | Q>, Volume, number | null> {
  const priceOf = numberOf<HasNumber<P | Q>>(price);
  const quantityOf = numberOf<HasNumber<P | Q>>(quantity);
  return {
    name: `vwap(${price}, ${quantity})`,
    zero: () => ({ value: ExactSum.ZERO, quantity: ExactSum.ZERO }),
    add: (volume, event) => {
      const p = priceOf(event);
      const q = quantityOf(event);
      if (p === null || q === null) return volume;
      return { value: addProduct(volume.value, p, q), quantity: addAmount(volume.quantity, q) };
    },
    merge: (a, b) => ({ value: a.value.merge(b.value), quantity: a.quantity.merge(b.quantity) }),
    result: (volume) => withUnits(volume, (units) => nearestNumber(units, PLACES)),
    save: ({ value, quantity }) => ({
      value: formatUnits(value.toUnits(), PRODUCT_PLACES),
      quantity: formatUnits(quantity.toUnits(), PLACES),
    }),
    load,
    print: (volume) => withUnits(volume, (units) => formatUnits(units, PLACES)),
  };
}

/** Units of 1e-16 through units of 1e-8 are units of 1e-8. */
function withUnits<V>({ value, quantity }: Volume, show: (units: bigint) => V): V | null {
  const through = quantity.toUnits();
  return through === 0n ? null : show(roundHalfEven(value.toUnits(), through));
}

function load(saved: Json): Volume {
  const { value, quantity } = saved as { readonly value: string; readonly quantity: string };
  return {
    value: ExactSum.fromUnits(parseUnits(value, PRODUCT_PLACES)),
    quantity: ExactSum.fromUnits(parseUnits(quantity, PLACES)),
  };
}
