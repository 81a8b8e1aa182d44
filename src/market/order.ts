import type { Millis } from '../core/time.ts';

/** What shall be bought or sold at the market, whatever it costs. */
export interface MarketOrder {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  /** Of the base asset. The exchange takes it in lots: what is left of one is left out. */
  readonly quantity: number;
  /** When that was decided, in the market's time. */
  readonly time: Millis;
}

export const buy = (symbol: string, quantity: number, time: Millis): MarketOrder => ({
  symbol,
  side: 'BUY',
  quantity,
  time,
});

export const sell = (symbol: string, quantity: number, time: Millis): MarketOrder => ({
  symbol,
  side: 'SELL',
  quantity,
  time,
});
