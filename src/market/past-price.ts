import { type Duration, days, type Millis } from '../core/time.ts';

/** As much of a candle as tells a price, such as of the market client's. Of one symbol all have one width. */
export interface PriceCandle {
  readonly symbol: string;
  readonly openTime: Millis;
  readonly closeTime: Millis;
  /** A decimal of at most 8 places. */
  readonly close: string;
  /** False: its close is the price of now. One that does not say so has closed. */
  readonly isClosed?: boolean;
}

/** What was paid last before an instant, as candles tell it. */
export interface PastPrice {
  /** When its candle ended. */
  readonly time: Millis;
  readonly price: string;
  /** How many candles are missing between that and the instant: while an exchange rests it tells none. */
  readonly missing: number;
}

/** Candles may be missing for so long: what was paid on another day is not the price. */
const REACH: Duration = days(1);

/**
 * The close of the last candle that had ended by then. Undefined where the candles, the oldest first, begin later, or
 * are missing for more than a day before it.
 */
export function priceAt(candles: readonly PriceCandle[], time: Millis): PastPrice | undefined {
  const width = widthOf(candles);
  const last = candles.findLast(({ openTime }) => openTime + width <= time);
  if (!last) return undefined;
  const end = last.openTime + width;
  const missing = Math.floor((time - end) / width);
  return missing * width > REACH ? undefined : { time: end, price: last.close, missing };
}

/** One in which an exchange went to rest ends early, so the widest tells. */
export const widthOf = (candles: readonly PriceCandle[]): Duration =>
  candles.reduce((width, { openTime, closeTime }) => Math.max(width, closeTime + 1 - openTime), 0);
