import { PRODUCT_PLACES } from '../../core/amounts.ts';
import { AMOUNT_PLACES, formatUnits, parseUnits, unitsOf } from '../../core/decimal.ts';
import type { Filter } from './answers.ts';
import { refused } from './order-spec.ts';

/** A quantity as an order at the market may have it: cut off to whole lots, by the filters of its symbol. */
export function inLots(quantity: number, filters: readonly Filter[]): string {
  if (!(quantity > 0) || quantity >= LIMIT) throw refused(`quantity is ${quantity}, wanted a number above 0`);
  const units = unitsOf(quantity) * 10n ** BigInt(PRODUCT_PLACES - AMOUNT_PLACES);
  const whole = filters.reduce((left, { filterType, stepSize }) => {
    const lot = LOTS.includes(filterType) && typeof stepSize === 'string' ? parseUnits(stepSize, PRODUCT_PLACES) : 0n;
    return lot > 0n ? left - (left % lot) : left;
  }, units);
  if (whole > 0n) return formatUnits(whole, PRODUCT_PLACES);
  throw refused(`quantity ${formatUnits(units, PRODUCT_PLACES)} is less than a lot`);
}

/** Of both the step of one is that of the other, or a multiple of it. */
const LOTS: readonly string[] = ['LOT_SIZE', 'MARKET_LOT_SIZE'];
/** More than is anywhere. */
const LIMIT = 1e15;
