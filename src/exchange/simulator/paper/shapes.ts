import type { Millis } from '../../../core/time.ts';
import { fromUnits } from '../decimal.ts';
import type { Fill, Order } from './order.ts';

/** No order is part of a list. */
const NO_LIST = -1;
const STP = { selfTradePreventionMode: 'EXPIRE_MAKER' };

const stateOf = (order: Order) => ({
  price: fromUnits(order.price),
  origQty: fromUnits(order.quantity),
  executedQty: fromUnits(order.executed),
  origQuoteOrderQty: fromUnits(order.quoteQuantity ?? 0n),
  cummulativeQuoteQty: fromUnits(order.quote),
  status: order.status,
  timeInForce: order.timeInForce,
  type: order.type,
  side: order.side,
});

const nameOf = ({ symbol, id, clientId }: Order) => ({
  symbol,
  orderId: id,
  orderListId: NO_LIST,
  clientOrderId: clientId,
});

/** The answer to a new order, in as many words as were asked for. */
export function placed(order: Order, fills: readonly Fill[], words: 'ACK' | 'RESULT' | 'FULL') {
  const ack = { ...nameOf(order), transactTime: order.time };
  if (words === 'ACK') return ack;
  const result = { ...ack, ...stateOf(order), workingTime: order.time, ...STP };
  return words === 'RESULT' ? result : { ...result, fills: fills.map(partOf) };
}

const partOf = ({ id, price, quantity, commission, asset }: Fill) => ({
  price: fromUnits(price),
  qty: fromUnits(quantity),
  commission: fromUnits(commission),
  commissionAsset: asset,
  tradeId: id,
});

/** The answer to a cancellation, which has a name of its own. */
export const cancelled = (order: Order, name: string, time: Millis) => ({
  symbol: order.symbol,
  origClientOrderId: order.clientId,
  orderId: order.id,
  orderListId: NO_LIST,
  clientOrderId: name,
  transactTime: time,
  ...stateOf(order),
  ...STP,
});

/** An order as a query tells it. */
export function told(order: Order) {
  const { origQuoteOrderQty, ...state } = stateOf(order);
  return {
    ...nameOf(order),
    ...state,
    stopPrice: fromUnits(0n),
    icebergQty: fromUnits(0n),
    time: order.time,
    updateTime: order.updated,
    isWorking: true,
    workingTime: order.time,
    origQuoteOrderQty,
    ...STP,
  };
}

export const toFill = ({ id, order, price, quantity, quote, commission, asset, time, maker }: Fill) => ({
  symbol: order.symbol,
  id,
  orderId: order.id,
  orderListId: NO_LIST,
  price: fromUnits(price),
  qty: fromUnits(quantity),
  quoteQty: fromUnits(quote),
  commission: fromUnits(commission),
  commissionAsset: asset,
  time,
  isBuyer: order.side === 'BUY',
  isMaker: maker,
  isBestMatch: true,
});
