import type { TradePayload } from '../../../market/events.ts';
import { lower, toUnits } from '../decimal.ts';
import type { Order } from './order.ts';
import { isBeyond } from './take.ts';

/** An order, and how much of it is traded. */
export interface Met {
  readonly order: Order;
  readonly quantity: bigint;
}

/**
 * The orders that a trade of the market fills because its price is beyond theirs: no more than its quantity on each
 * side, the best price first, and then the oldest. One that took place before an order came does not meet it.
 */
export function metBy({ p, q, T }: TradePayload, open: readonly Order[]): readonly Met[] {
  const price = toUnits(p);
  const within = open.filter(
    (order) => T > order.time && price !== order.price && !isBeyond(price, order.price, order.side),
  );
  return (['BUY', 'SELL'] as const).flatMap((side) => {
    let left = toUnits(q);
    const queue = within.filter((order) => order.side === side).sort((a, b) => byPrice(a, b) || a.id - b.id);
    return queue
      .map((order) => {
        const quantity = lower(order.quantity - order.executed, left);
        left -= quantity;
        return { order, quantity };
      })
      .filter(({ quantity }) => quantity > 0n);
  });
}

/** The best price first: the highest for a buyer, the lowest for a seller. */
function byPrice(a: Order, b: Order): number {
  if (a.price === b.price) return 0;
  return isBeyond(a.price, b.price, a.side) ? -1 : 1;
}
