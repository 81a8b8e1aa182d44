import { PRODUCT_PLACES } from '../core/amounts.ts';
import { AMOUNT_PLACES, formatUnits, parseUnits, roundHalfEven } from '../core/decimal.ts';

/** What numbers are like, as exact decimals; the mean is rounded half-even to 8 places. */
export interface Summary {
  readonly min: string;
  readonly q1: string;
  readonly median: string;
  readonly mean: string;
  readonly q3: string;
  readonly max: string;
}

/**
 * Sums up decimals of at most 16 places; undefined where there are none. A quartile that lies between two of them lies
 * as far between their values: as R's `summary` has it, type 7.
 */
export function summaryOf(decimals: readonly string[]): Summary | undefined {
  if (decimals.length === 0) return undefined;
  const sorted = decimals.map((text) => parseUnits(text, PRODUCT_PLACES)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (i: number): bigint => sorted[Math.min(i, sorted.length - 1)] ?? 0n;
  const quartile = (nth: number): string => {
    const quarters = (sorted.length - 1) * nth;
    const [below, part] = [Math.floor(quarters / 4), BigInt(quarters % 4)];
    // In units of a hundredth, of which a quarter is 25.
    return formatUnits((at(below) * (4n - part) + at(below + 1) * part) * 25n, PRODUCT_PLACES + 2);
  };
  const sum = sorted.reduce((all, one) => all + one, 0n);
  const mean = roundHalfEven(sum, BigInt(sorted.length) * 10n ** BigInt(PRODUCT_PLACES - AMOUNT_PLACES));
  return {
    min: quartile(0),
    q1: quartile(1),
    median: quartile(2),
    mean: formatUnits(mean, AMOUNT_PLACES),
    q3: quartile(3),
    max: quartile(4),
  };
}
