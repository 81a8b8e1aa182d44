import type { Millis } from '../../core/time.ts';
import type { Assets } from '../symbol.ts';

/** A trade on a spot market, as Binance's `@trade` stream tells it. */
export interface Trade extends Assets {
  readonly symbol: string;
  /** Contiguous per symbol. */
  readonly id: number;
  /** In units of the quote asset for one unit of the base asset. */
  readonly price: number;
  /** In units of the base asset. */
  readonly quantity: number;
  /** When the trade was made, ms; what windows go by. */
  readonly time: Millis;
  /** True: the buyer's order stood in the book, the seller took it. */
  readonly buyerIsMaker: boolean;
  /** Ids of the two orders; Binance sent them until 2024-06-18. */
  readonly buyerOrder?: number;
  readonly sellerOrder?: number;
}
