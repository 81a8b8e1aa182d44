import type { Level, Side } from '../book.ts';
import { lower, over, times, whole } from '../decimal.ts';
import type { Ticket } from './order.ts';

/** What an order takes out of the book when it comes: the best levels first, none beyond its price. */
export function take(ticket: Ticket, levels: Iterable<Level>, lot: bigint): readonly Level[] {
  const taken: Level[] = [];
  let quantity = 0n;
  let quote = 0n;
  for (const level of levels) {
    if (ticket.type !== 'MARKET' && isBeyond(level.price, ticket.price, ticket.side)) break;
    const left =
      ticket.quantity === undefined
        ? whole(over((ticket.quoteQuantity ?? 0n) - quote, level.price), lot)
        : ticket.quantity - quantity;
    const part = lower(left, level.quantity);
    if (part <= 0n) break;
    taken.push({ price: level.price, quantity: part });
    quantity += part;
    quote += times(level.price, part);
  }
  return taken;
}

/** Whether a price is worse than the limit of who buys or sells. */
export const isBeyond = (price: bigint, limit: bigint, side: Side): boolean =>
  side === 'BUY' ? price > limit : price < limit;
