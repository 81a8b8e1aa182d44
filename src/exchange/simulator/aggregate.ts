import type { Millis } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { toUnits } from './decimal.ts';

/** Trades of one order that came to the book, at one price: keys as `/api/v3/aggTrades` writes them, `q` in units. */
export interface AggregateTrade {
  readonly a: number;
  readonly p: string;
  readonly q: bigint;
  readonly f: number;
  readonly l: number;
  readonly T: Millis;
  readonly m: boolean;
  readonly M: boolean;
}

/** The first is numbered as its trade; from then on they are contiguous. */
export function aggregate(last: AggregateTrade | undefined, trade: TradePayload): AggregateTrade {
  const { t, p, q, T, m, M } = trade;
  if (last && belongs(last, trade)) return { ...last, q: last.q + toUnits(q), l: t };
  return { a: last ? last.a + 1 : t, p, q: toUnits(q), f: t, l: t, T, m, M };
}

/** Whether a trade that follows the last one is of the same order, at the same price. */
export const belongs = (last: AggregateTrade, { p, T, m }: TradePayload): boolean =>
  last.p === p && last.T === T && last.m === m;
