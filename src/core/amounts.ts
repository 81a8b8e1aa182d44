import { AMOUNT_PLACES, mantissa, unitsOf } from './decimal.ts';
import { ExactSum } from './exact-sum.ts';

/** Places of an amount, and of a product of two amounts. */
export const PLACES = AMOUNT_PLACES;
export const PRODUCT_PLACES = 2 * AMOUNT_PLACES;

/** Adds an amount to a sum in units of 1e-8. @throws RangeError as `mantissa` does */
export function addAmount(sum: ExactSum, amount: number): ExactSum {
  const units = mantissa(amount);
  return Number.isSafeInteger(units) ? sum.add(units) : sum.merge(ExactSum.fromUnits(unitsOf(amount)));
}

/** Adds the product of two amounts to a sum in units of 1e-16. @throws RangeError as `mantissa` does */
export function addProduct(sum: ExactSum, a: number, b: number): ExactSum {
  const x = mantissa(a);
  const y = mantissa(b);
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return sum.addProduct(x, y);
  return sum.merge(ExactSum.fromUnits(unitsOf(a) * unitsOf(b)));
}

/** Something to sum that knows how to add itself exactly. */
export interface Term<in T> {
  readonly name: string;
  /** The sum is in units of 10^-places. */
  readonly places: number;
  /** The same sum where there is nothing to add. */
  readonly addTo: (sum: ExactSum, event: T) => ExactSum;
}
