import type { Millis } from '../../../core/time.ts';
import type { TradePayload } from '../../../market/events.ts';
import type { Level } from '../book.ts';
import { times } from '../decimal.ts';
import { type Listing, lotOf } from '../listing.ts';
import { Refusal } from '../query.ts';
import { Balances } from './balances.ts';
import { checkFilters } from './check.ts';
import { Ledger } from './ledger.ts';
import { metBy } from './meet.ts';
import { type Fill, type Order, paidIn, receivedIn, type Ticket } from './order.ts';
import { take } from './take.ts';

export interface AccountOptions {
  /** What it holds at first, in whole numbers of 10^-8. */
  readonly start: ReadonlyMap<string, bigint>;
  /** The share of what is received that is taken as commission, in 10^-8. */
  readonly fee: bigint;
}

/** The market at the moment when an order comes. */
export interface Moment {
  readonly listing: Listing;
  /** Who would trade with it, the best price first. */
  readonly levels: Iterable<Level>;
  /** The mean price of the last minutes. */
  readonly mean: bigint;
  readonly now: Millis;
}

/**
 * An account of play money in a market that does not notice it. An order takes at once what the book offers within its
 * price, and leaves the book as it is. What rests fills at its own price when a trade goes beyond that: no more than
 * that trade's quantity, the best price first, and then the oldest.
 */
export class Account {
  readonly fee: bigint;
  readonly balances: Balances;
  readonly ledger = new Ledger();
  #lastOrder = 0;
  #lastFill = 0;

  constructor({ start, fee }: AccountOptions) {
    this.fee = fee;
    this.balances = new Balances(start);
  }

  /** Throws a Refusal for what would not be accepted, whatever the balances are. */
  check(ticket: Ticket, { listing, mean }: Moment): void {
    const open = this.ledger.open(ticket.symbol);
    checkFilters(ticket, listing, mean, open.length);
    const { clientId } = ticket;
    if (clientId !== undefined && this.ledger.open().some((order) => order.clientId === clientId)) {
      throw new Refusal(-2010, 'Duplicate order sent.');
    }
  }

  /** Takes an order. Throws a Refusal, and nothing has happened, for one that is not accepted. */
  place(ticket: Ticket, moment: Moment): { readonly order: Order; readonly fills: readonly Fill[] } {
    this.check(ticket, moment);
    const { listing, now } = moment;
    const offered = take(ticket, moment.levels, lotOf(listing));
    if (ticket.type === 'LIMIT_MAKER' && offered.length > 0) {
      throw new Refusal(-2010, 'Order would immediately match and take.');
    }
    const there = offered.reduce((sum, { quantity }) => sum + quantity, 0n);
    const quantity = ticket.quantity ?? there;
    if (quantity === 0n) {
      throw new Refusal(-2010, 'Order book liquidity is less than `LOT_SIZE` filter minimum quantity.');
    }
    const taken = ticket.timeInForce === 'FOK' && there < quantity ? [] : offered;

    const locked = costOf({ ...ticket, quantity }, offered);
    this.balances.lock(paidIn({ ...ticket, listing }), locked);
    const id = ++this.#lastOrder;
    const clientId = ticket.clientId ?? `millrace${id}`;
    const rest = { status: 'NEW', time: now, updated: now, executed: 0n, quote: 0n, locked } as const;
    const order: Order = { ...ticket, id, clientId, listing, quantity, ...rest };
    const fills = taken.map((level) => this.#fill(order, level, now, false));
    const rests = ticket.type !== 'MARKET' && ticket.timeInForce === 'GTC';
    if (order.status !== 'FILLED') {
      if (rests) this.ledger.keep(order);
      else this.#end(order, 'EXPIRED', now);
    }
    return { order, fills };
  }

  cancel(order: Order, now: Millis): void {
    this.#end(order, 'CANCELED', now);
  }

  /** Ends all orders of a symbol that is no longer traded. */
  expire(symbol: string, now: Millis): void {
    for (const order of this.ledger.open(symbol)) this.#end(order, 'EXPIRED', now);
  }

  /** Fills what rests and is met by a trade of the market. */
  onTrade(trade: TradePayload): void {
    if (this.ledger.isIdle) return;
    for (const { order, quantity } of metBy(trade, this.ledger.open(trade.s))) {
      this.#fill(order, { price: order.price, quantity }, trade.T, true);
    }
  }

  #fill(order: Order, { price, quantity }: Level, time: Millis, maker: boolean): Fill {
    const quote = times(price, quantity);
    const [paid, received] = order.side === 'BUY' ? [quote, quantity] : [quantity, quote];
    const commission = times(received, this.fee);
    const asset = receivedIn(order);
    this.balances.pay(paidIn(order), paid);
    this.balances.receive(asset, received - commission);
    order.locked -= paid;
    order.executed += quantity;
    order.quote += quote;
    order.updated = time;
    order.status = order.executed === order.quantity ? 'FILLED' : 'PARTIALLY_FILLED';
    this.#release(order);
    this.ledger.keep(order);
    const fill: Fill = { id: ++this.#lastFill, order, price, quantity, quote, commission, asset, time, maker };
    this.ledger.record(fill);
    return fill;
  }

  /** Frees what is locked beyond what the rest may cost: the price was better than its limit. */
  #release(order: Order): void {
    const rest = order.quantity - order.executed;
    const needed = order.type === 'MARKET' && rest > 0n ? order.locked : costOf({ ...order, quantity: rest }, []);
    this.balances.unlock(paidIn(order), order.locked - needed);
    order.locked = needed;
  }

  #end(order: Order, status: 'CANCELED' | 'EXPIRED', now: Millis): void {
    this.balances.unlock(paidIn(order), order.locked);
    Object.assign(order, { locked: 0n, status, updated: now });
    this.ledger.keep(order);
  }
}

/** What an order may cost at most; at the market what it takes does. */
function costOf(
  { type, side, price, quantity }: Pick<Order, 'type' | 'side' | 'price' | 'quantity'>,
  taken: readonly Level[],
): bigint {
  if (side === 'SELL') return quantity;
  if (type !== 'MARKET') return times(price, quantity);
  return taken.reduce((sum, level) => sum + times(level.price, level.quantity), 0n);
}
