import { times } from '../decimal.ts';
import { type Filters, filtersOf, MULTIPLIER_UP, OPEN_MAX, PART_DOWN } from '../filters.ts';
import type { Listing } from '../listing.ts';
import { Refusal } from '../query.ts';
import type { Ticket } from './order.ts';

/** Throws a Refusal for an order that the filters of its symbol forbid; `mean` is the price of the last minutes. */
export function checkFilters(ticket: Ticket, listing: Listing, mean: bigint, open: number): void {
  const filters = filtersOf(listing);
  if (ticket.type !== 'MARKET') checkPrice(ticket.price, filters, mean);
  if (ticket.quantity !== undefined) checkQuantity(ticket.quantity, filters, ticket.type === 'MARKET');
  checkNotional(ticket, filters, mean);
  keep(open < OPEN_MAX || ticket.type === 'MARKET', 'MAX_NUM_ORDERS');
}

function checkPrice(price: bigint, { tick, maxPrice }: Filters, mean: bigint): void {
  keep(price >= tick && price <= maxPrice && price % tick === 0n, 'PRICE_FILTER');
  keep(price <= mean * MULTIPLIER_UP && price * PART_DOWN >= mean, 'PERCENT_PRICE_BY_SIDE');
}

function checkQuantity(quantity: bigint, { lot, maxQuantity, maxMarketQuantity }: Filters, market: boolean): void {
  keep(quantity >= lot && quantity <= maxQuantity && quantity % lot === 0n, 'LOT_SIZE');
  if (market) keep(quantity <= maxMarketQuantity, 'MARKET_LOT_SIZE');
}

function checkNotional(ticket: Ticket, { minNotional, maxNotional }: Filters, mean: bigint): void {
  const market = ticket.type === 'MARKET';
  const notional = ticket.quoteQuantity ?? times(market ? mean : ticket.price, ticket.quantity ?? 0n);
  keep(notional >= minNotional && (market || notional <= maxNotional), 'NOTIONAL');
}

function keep(kept: boolean, filter: string): void {
  if (!kept) throw new Refusal(-1013, `Filter failure: ${filter}`);
}
