import type { Millis } from '../core/time.ts';

/**
 * A trade as Binance streams it today, its keys in this order. Prices and quantities are decimal strings of 8 places.
 * What else the exchange sends with it is kept: a log holds what was received.
 */
export interface TradePayload {
  readonly e: 'trade';
  /** When the exchange sent the event: at or shortly after `T`. */
  readonly E: Millis;
  readonly s: string;
  /** The trade's id: contiguous per symbol. */
  readonly t: number;
  readonly p: string;
  readonly q: string;
  /** When the trade took place: its event time. */
  readonly T: Millis;
  /** The buyer is the maker: the seller came to the book. */
  readonly m: boolean;
  readonly M: boolean;
  /** The stream did not bring it: by which request the producer got it from the exchange instead. `E` is its `T`. */
  readonly filled?: 'historicalTrades' | 'aggTrades';
}

/**
 * The trades `from` … `to`, both included, are not in the log where they belong, in front of the trade that showed it.
 * They may come later, by far too late for their windows, unless they are lost.
 */
export interface GapEvent {
  readonly e: 'gap';
  /** When the trade took place that showed it: a gap moves event time no further than that one does. */
  readonly E: Millis;
  readonly s: string;
  readonly from: number;
  readonly to: number;
  /** The exchange was asked and has them no more. */
  readonly lost?: true;
  /** They were told as missing before, when they might still come: they count no second time. */
  readonly again?: true;
}

/** The market's time, and what one unit of each asset cost in US dollars then, as a decimal without trailing zeros. */
export interface TickEvent {
  readonly e: 'tick';
  readonly E: Millis;
  readonly prices: Readonly<Record<string, string>>;
}

/** A market that was stopped on purpose: nothing follows. `E` is its time. */
export interface EndEvent {
  readonly e: 'end';
  readonly E: Millis;
}

/** What a stream of trades tells. */
export type StreamEvent = TradePayload | GapEvent;
/** What a market source yields; ticks of assets whose price its own trades do not tell. */
export type MarketEvent = StreamEvent | TickEvent;
