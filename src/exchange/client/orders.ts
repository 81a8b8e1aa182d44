import { PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import { type Order, orderShape } from './account-answers.ts';
import type { Filter } from './answers.ts';
import { rowsWanted, symbolIn } from './arguments.ts';
import type { Ask } from './asking.ts';
import { type Listed, symbolListed } from './listings.ts';
import { orderFaults } from './order-checks.ts';
import { checkSpec, type OrderSpec, refused } from './order-spec.ts';
import { fields, listOf } from './shape.ts';
import type { Tickers } from './tickers.ts';

export interface NewOrder extends Partial<Omit<OrderSpec, 'symbol'>> {
  /** Left as it is, the exchange checks the order and takes nothing. Default: true. */
  readonly test?: boolean;
}
/** Which order: by the exchange's id, or by that which it was sent with. */
export interface OrderName {
  readonly orderId?: number;
  readonly clientOrderId?: string;
}
export interface AllOrdersOptions {
  readonly orderId?: number;
  readonly startTime?: Millis;
  readonly endTime?: Millis;
  /** 1 to 1,000. Default: 500. */
  readonly limit?: number;
}
/** What would have been taken: as it was sent. */
export interface TestOrder extends OrderSpec {
  readonly test: true;
}

export interface Orders {
  /**
   * Sends an order that keeps the filters of its symbol; only tries it unless `test` is false. Default: a BUY, LIMIT,
   * GTC. Not sent again where no answer comes: give it a `newClientOrderId`, and ask for the order by it.
   */
  newOrder(symbol: string, order: NewOrder): Promise<Order | TestOrder>;
  queryOrder(symbol: string, name: OrderName): Promise<Order>;
  cancelOrder(symbol: string, name: OrderName): Promise<Order>;
  /** The orders that stand, of a symbol or of all. */
  openOrders(symbol?: string): Promise<readonly Order[]>;
  /** All orders of a symbol, those that are over, too. */
  allOrders(symbol: string, options?: AllOrdersOptions): Promise<readonly Order[]>;
}

const WEIGHTS = { order: 1, query: 4, open: { one: 6, all: 80 }, all: 20 };
const ORDERS_MAX = 1_000;
const ORDERS_USUAL = 500;

export function orders(ask: Ask, listed: Listed, last: Pick<Tickers, 'avgPrice' | 'tickerPrice'>): Orders {
  /** What the exchange goes by: an average, or the last price where it averages over no time. */
  async function referenceOf(symbol: string, filters: readonly Filter[]): Promise<string | undefined> {
    const minutes = filters.find(({ avgPriceMins }) => avgPriceMins !== undefined)?.avgPriceMins;
    if (minutes === undefined) return undefined;
    return (minutes === 0 ? await last.tickerPrice(symbol) : await last.avgPrice(symbol)).price;
  }

  return {
    async newOrder(symbol, { test = true, ...given }) {
      const { side = 'BUY', type = 'LIMIT', ...rest } = given;
      const standing = type.includes('LIMIT') && type !== 'LIMIT_MAKER' ? { timeInForce: 'GTC' as const } : {};
      const order: OrderSpec = { symbol, side, type, ...standing, ...rest };
      checkSpec(order);
      const { filters, status } = await symbolListed(listed, symbol);
      if (status !== 'TRADING') throw refused(`${symbol} is not traded now, its status is ${status}`);
      const faults = orderFaults(order, filters, await referenceOf(symbol, filters));
      if (faults.length > 0) throw refused(faults.map(({ filter, message }) => `${filter}: ${message}`).join('; '));
      const call = { method: 'POST', weight: WEIGHTS.order, signed: true } as const;
      if (test) {
        await ask({ ...call, path: 'order/test', query: { ...order }, as: fields({}), harmless: true });
        return { ...order, test };
      }
      const query = { ...order, newOrderRespType: 'RESULT' };
      return ask({ ...call, path: 'order', query, as: orderShape, order: true });
    },
    queryOrder: async (symbol, name) =>
      ask({ path: 'order', query: named(symbol, name), weight: WEIGHTS.query, as: orderShape, signed: true }),
    cancelOrder: async (symbol, name) => {
      const query = named(symbol, name);
      return ask({ method: 'DELETE', path: 'order', query, weight: WEIGHTS.order, as: orderShape, signed: true });
    },
    openOrders: async (symbol) => {
      const { one, all } = WEIGHTS.open;
      const which = symbol === undefined ? { weight: all } : { query: { symbol: symbolIn(symbol) }, weight: one };
      return ask({ path: 'openOrders', ...which, as: listOf(orderShape), signed: true });
    },
    allOrders: async (symbol, { limit = ORDERS_USUAL, ...rest } = {}) => {
      const query = { symbol: symbolIn(symbol), ...rest, limit: rowsWanted('allOrders', limit, ORDERS_MAX) };
      return ask({ path: 'allOrders', query, weight: WEIGHTS.all, as: listOf(orderShape), signed: true });
    },
  };
}

function named(symbol: string, { orderId, clientOrderId }: OrderName) {
  if (orderId === undefined && clientOrderId === undefined) {
    throw new PipelineError('CONFIG', 'Which order is meant? Wanted its orderId or its clientOrderId.');
  }
  return { symbol: symbolIn(symbol), orderId, origClientOrderId: clientOrderId };
}
