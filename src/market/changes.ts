import { PLACES } from '../core/amounts.ts';
import { formatUnits, nearestNumber, parseUnits, roundHalfEven } from '../core/decimal.ts';
import type { Duration, Millis } from '../core/time.ts';
import { type PriceCandle, priceAt, widthOf } from './past-price.ts';

/** How much dearer or cheaper something has become over a span of time. Prices are exact decimals. */
export interface Change {
  readonly symbol: string;
  /** The end of the last candle that has closed. */
  readonly time: Millis;
  /** Its close. */
  readonly price: string;
  readonly span: Duration;
  /** What it had cost so long before; null where no candle tells. */
  readonly before: string | null;
  /** The price without the one before; below 0 it has become cheaper. */
  readonly change: string | null;
  /** The same as a part of the price before, such as -0.05 for 5 % less, rounded half-even to 10 places. */
  readonly relative: number | null;
  /** How many candles are missing just where the price before was wanted, so that it is of earlier by as many. */
  readonly missing: number;
}

/**
 * One for each symbol of which there are closed candles, the oldest first, in the order in which symbols come: from
 * what was paid last before the instant that lies a span before the end of the last closed one, as `priceAt` has it, to
 * that one's close. What is still open does not count: the span is just as long as is said, and ends up to one candle
 * ago. Ask for two candles more than the span has, for where it begins and for what is open, and let them be narrow.
 */
export function changes(candles: readonly PriceCandle[], span: Duration): readonly Change[] {
  const closed = candles.filter(({ isClosed }) => isClosed !== false);
  return [...Map.groupBy(closed, ({ symbol }) => symbol)].flatMap(([symbol, all]) => {
    const last = all.at(-1);
    if (!last) return [];
    const time = last.openTime + widthOf(all);
    const found = priceAt(all, time - span);
    return [
      { symbol, time, price: told(units(last.close)), span, ...between(found?.price, last.close, found?.missing) },
    ];
  });
}

function between(earlier: string | undefined, later: string, missing = 0) {
  const [before, now] = [units(earlier ?? '0'), units(later)];
  if (before === 0n) return { before: null, change: null, relative: null, missing };
  const relative = nearestNumber(roundHalfEven((now - before) * RELATIVE, before), RELATIVE_PLACES);
  return { before: told(before), change: told(now - before), relative, missing };
}

const RELATIVE_PLACES = 10;
const RELATIVE = 10n ** BigInt(RELATIVE_PLACES);
const units = (price: string): bigint => parseUnits(price, PLACES);
const told = (price: bigint): string => formatUnits(price, PLACES);
