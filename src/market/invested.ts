import { PLACES } from '../core/amounts.ts';
import { formatUnits, parseUnits, roundHalfEven, unitsOf } from '../core/decimal.ts';
import { END_OF_TIME, type Millis } from '../core/time.ts';
import { monthsBefore } from './months-before.ts';
import { type PriceCandle, priceAt, widthOf } from './past-price.ts';

/** Money that was put into a coin, and what has become of it. Amounts are decimals, in what the coin is priced in. */
export interface Investment {
  readonly months: number;
  /** `12 months ago`. */
  readonly ago: string;
  /** When it was bought: as many calendar months before the last candle, by the end of that one's equal. */
  readonly since: Millis;
  /** For what; null, as all that follows from it is, where no candle tells. */
  readonly price: string | null;
  /** How much of the coin, rounded half-even to 8 places. */
  readonly units: string | null;
  /** At the last close, rounded half-even to cents, once: by the prices, and not by the rounded units. */
  readonly worth: string | null;
  /** How many candles are missing where it was bought, so that the price is of earlier by as many. */
  readonly missing: number;
  /** What it was worth at the close of each candle since, rounded likewise; the time is that of the close. */
  readonly course: readonly { readonly ago: string; readonly time: Millis; readonly worth: string }[];
}

const CENTS = 2;

/**
 * What an amount has become that was put into a coin so many calendar months before the last of these candles (the
 * oldest first, of one symbol): bought at the close of the candle that opened then, or of the last one before it, as
 * `priceAt` has it. Of daily candles that is the close of that day. A month that has no such day has its last one:
 * `monthsBefore`. One investment for each number of months; none where there are no candles. A last candle that is open
 * counts: its close is what is paid now, so say when that is, or the course ends when that candle will.
 */
export function invested(
  candles: readonly PriceCandle[],
  amount: number,
  monthsAgo: readonly number[],
  now: Millis = END_OF_TIME,
): readonly Investment[] {
  const last = candles.at(-1);
  if (!last) return [];
  const width = widthOf(candles);
  return monthsAgo.map((months) => {
    const ago = `${months} ${months === 1 ? 'month' : 'months'} ago`;
    const since = monthsBefore(last.openTime, months) + width;
    const { price, missing = 0 } = priceAt(candles, since) ?? {};
    const paid = parseUnits(price ?? '0', PLACES);
    if (paid === 0n) return { months, ago, since, price: null, units: null, worth: null, missing, course: [] };
    const worthAt = (close: string): string => {
      const cents = roundHalfEven(unitsOf(amount) * parseUnits(close, PLACES), paid * CENT);
      return formatUnits(cents, CENTS);
    };
    const held = candles.filter(({ openTime }) => openTime + width >= since);
    return {
      ...{ months, ago, since, price: formatUnits(paid, PLACES), missing, worth: worthAt(last.close) },
      units: formatUnits(roundHalfEven(unitsOf(amount) * 10n ** BigInt(PLACES), paid), PLACES),
      course: held.map(({ openTime, close }) => ({
        ago,
        time: Math.min(openTime + width, now),
        worth: worthAt(close),
      })),
    };
  });
}

/** In units of 10^-8. */
const CENT = 10n ** BigInt(PLACES - CENTS);
