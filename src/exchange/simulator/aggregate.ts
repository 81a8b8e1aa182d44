import type { Millis } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';

/**
 * Trades of one order that came to the book, at one price: keys as `/api/v3/aggTrades` writes them, `q` in units. It
 * grows with its trades.
 */
export interface AggregateTrade {
  readonly a: number;
  readonly p: string;
  q: bigint;
  readonly f: number;
  l: number;
  readonly T: Millis;
  readonly m: boolean;
  readonly M: boolean;
}

/** Whether a trade that follows the last one is of the same order, at the same price. */
export const belongs = (last: AggregateTrade, { p, T, m }: TradePayload): boolean =>
  last.p === p && last.T === T && last.m === m;

/** Begins another; the first is numbered as its trade, and from then on they are contiguous. */
export const begin = (
  last: AggregateTrade | undefined,
  { t, p, T, m, M }: TradePayload,
  q: bigint,
): AggregateTrade => ({
  a: last ? last.a + 1 : t,
  p,
  q,
  f: t,
  l: t,
  T,
  m,
  M,
});
