import type { Exchange } from '../exchange.ts';
import type { Order } from '../paper/order.ts';
import { cancelled, placed, told } from '../paper/shapes.ts';
import { readTicket } from '../paper/ticket.ts';
import { type Query, Refusal } from '../query.ts';
import type { Endpoints } from './endpoint.ts';
import { page } from './page.ts';

export const orders: Endpoints = {
  'POST /api/v3/order': {
    ...{ signed: true, free: true, isOrder: true },
    weight: () => 1,
    answer: (query, exchange) => {
      const words = wordsOf(query);
      const ticket = readTicket(query);
      query.close();
      const { order, fills } = exchange.account.place(ticket, exchange.moment(ticket));
      return placed(order, fills, words ?? (ticket.type === 'LIMIT_MAKER' ? 'ACK' : 'FULL'));
    },
  },

  'POST /api/v3/order/test': {
    signed: true,
    weight: () => 1,
    answer: (query, exchange) => {
      wordsOf(query);
      const ticket = readTicket(query);
      exchange.account.check(ticket, exchange.moment(ticket));
      return {};
    },
  },

  'GET /api/v3/order': {
    signed: true,
    weight: () => 4,
    answer: (query, exchange) => {
      const order = named(query, exchange.account.ledger.orders(exchange.listing(query.symbol()).pair.symbol));
      if (!order) throw new Refusal(-2013, 'Order does not exist.');
      return told(order);
    },
  },

  'DELETE /api/v3/order': {
    ...{ signed: true, free: true },
    weight: () => 1,
    answer: (query, exchange) => {
      const order = named(query, openOf(query, exchange));
      if (!order) throw new Refusal(-2011, 'Unknown order sent.');
      const name = query.clientId('newClientOrderId');
      query.close();
      return cancel(order, exchange, name);
    },
  },

  'GET /api/v3/openOrders': {
    signed: true,
    weight: (query) => (query.text('symbol') === undefined ? 80 : 6),
    answer: (query, exchange) => {
      const open = query.text('symbol') === undefined ? exchange.account.ledger.open() : openOf(query, exchange);
      return open.map(told);
    },
  },

  'DELETE /api/v3/openOrders': {
    ...{ signed: true, free: true },
    weight: () => 1,
    answer: (query, exchange) => {
      const open = openOf(query, exchange);
      query.close();
      if (open.length === 0) throw new Refusal(-2011, 'Unknown order sent.');
      return open.map((order) => cancel(order, exchange));
    },
  },

  'GET /api/v3/allOrders': {
    signed: true,
    weight: () => 20,
    answer: (query, exchange) => {
      const { symbol } = exchange.listing(query.symbol()).pair;
      return page(exchange.account.ledger.orders(symbol), query, 'orderId').map(told);
    },
  },
};

const openOf = (query: Query, exchange: Exchange): readonly Order[] =>
  exchange.account.ledger.open(exchange.listing(query.symbol()).pair.symbol);

function cancel(order: Order, exchange: Exchange, name = `cancel${order.id}`): object {
  const now = exchange.now();
  exchange.account.cancel(order, now);
  return cancelled(order, name, now);
}

/** The order that a request names, by its id or by the name that its client gave it. */
function named(query: Query, among: readonly Order[]): Order | undefined {
  const id = query.number('orderId');
  const clientId = query.clientId('origClientOrderId');
  if (id === undefined && clientId === undefined) {
    throw new Refusal(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
  }
  return among.findLast(
    (order) => (id === undefined || order.id === id) && (clientId === undefined || order.clientId === clientId),
  );
}

function wordsOf(query: Query): 'ACK' | 'RESULT' | 'FULL' | undefined {
  const words = query.text('newOrderRespType');
  if (words === undefined || words === 'ACK' || words === 'RESULT' || words === 'FULL') return words;
  throw new Refusal(-1130, "Data sent for parameter 'newOrderRespType' is not valid.");
}
