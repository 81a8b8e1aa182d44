import type { Millis } from '../../../core/time.ts';
import type { Side } from '../book.ts';
import type { Listing } from '../listing.ts';

export const ORDER_TYPES = ['LIMIT', 'LIMIT_MAKER', 'MARKET'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];
export const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED';

/** What somebody wants. Amounts are whole numbers of 10^-8. */
export interface Ticket {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** 0 at the market. */
  readonly price: bigint;
  /** Undefined: as much as `quoteQuantity` pays for. */
  readonly quantity: bigint | undefined;
  readonly quoteQuantity: bigint | undefined;
  readonly clientId: string | undefined;
}

/** What became of it. */
export interface Order extends Omit<Ticket, 'clientId' | 'quantity'> {
  readonly id: number;
  readonly clientId: string;
  readonly listing: Listing;
  readonly quantity: bigint;
  readonly time: Millis;
  status: OrderStatus;
  updated: Millis;
  executed: bigint;
  /** What was paid or received for it, in the quote asset. */
  quote: bigint;
  /** What is still locked for it: of the quote asset for a buyer, of the base for a seller. */
  locked: bigint;
}

/** A part of an order that was traded. */
export interface Fill {
  readonly id: number;
  readonly order: Order;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly quote: bigint;
  readonly commission: bigint;
  /** In which asset the commission was taken: in the one that was received. */
  readonly asset: string;
  readonly time: Millis;
  readonly maker: boolean;
}

export const isOpen = ({ status }: Order): boolean => status === 'NEW' || status === 'PARTIALLY_FILLED';

/** What an order pays with. */
export const paidIn = ({ side, listing: { pair } }: Pick<Order, 'side' | 'listing'>): string =>
  side === 'BUY' ? pair.quote : pair.base;

export const receivedIn = ({ side, listing: { pair } }: Pick<Order, 'side' | 'listing'>): string =>
  side === 'BUY' ? pair.base : pair.quote;
