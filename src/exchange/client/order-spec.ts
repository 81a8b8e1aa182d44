import { PRODUCT_PLACES } from '../../core/amounts.ts';
import { parseUnits } from '../../core/decimal.ts';
import { symbolIn } from './arguments.ts';
import { Refused } from './refusal.ts';

export const SIDES = ['BUY', 'SELL'] as const;
export const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK'] as const;

/** What an order of each type must have. */
const NEEDS = {
  LIMIT: ['timeInForce', 'quantity', 'price'],
  MARKET: ['quantity'],
  STOP_LOSS: ['quantity', 'stopPrice'],
  STOP_LOSS_LIMIT: ['timeInForce', 'quantity', 'price', 'stopPrice'],
  TAKE_PROFIT: ['quantity', 'stopPrice'],
  TAKE_PROFIT_LIMIT: ['timeInForce', 'quantity', 'price', 'stopPrice'],
  LIMIT_MAKER: ['quantity', 'price'],
} as const satisfies { readonly [type: string]: readonly (keyof OrderSpec)[] };
export type OrderType = keyof typeof NEEDS;
export const ORDER_TYPES = Object.keys(NEEDS) as readonly OrderType[];

/** What an order has only if its type must have it. */
const EXTRAS = ['timeInForce', 'price', 'stopPrice'] as const;
/** What Binance takes as a name. */
const CLIENT_ID = /^[a-zA-Z0-9_-]{1,36}$/;

/** An order as it is sent. Amounts are decimal strings. */
export interface OrderSpec {
  readonly symbol: string;
  readonly side: (typeof SIDES)[number];
  readonly type: string;
  readonly timeInForce?: (typeof TIMES_IN_FORCE)[number];
  readonly quantity?: string;
  readonly price?: string;
  readonly stopPrice?: string;
  readonly icebergQty?: string;
  /** By which the order can be asked for, and is not taken twice, whatever becomes of the answer. */
  readonly newClientOrderId?: string;
}

/** @throws Refused for an order that no exchange could take, whatever its filters */
export function checkSpec(order: OrderSpec): void {
  symbolIn(order.symbol);
  const needed = NEEDS[order.type as OrderType] as readonly (keyof OrderSpec)[] | undefined;
  refuse(!SIDES.includes(order.side), `side is ${order.side}, wanted ${SIDES.join(' or ')}`);
  if (!needed) throw refused(`type is ${order.type}, wanted one of ${ORDER_TYPES.join(' ')}`);
  const { timeInForce } = order;
  const known = timeInForce === undefined || TIMES_IN_FORCE.includes(timeInForce);
  refuse(!known, `timeInForce is ${timeInForce}, wanted one of ${TIMES_IN_FORCE.join(' ')}`);
  for (const name of needed) refuse(order[name] === undefined, `a ${order.type} order needs ${name}`);
  for (const name of EXTRAS) {
    refuse(order[name] !== undefined && !needed.includes(name), `a ${order.type} order has no ${name}: leave it out`);
  }
  for (const name of ['quantity', 'price', 'stopPrice', 'icebergQty'] as const) {
    const amount = order[name];
    const wanted = 'wanted a decimal string such as "0.05", above 0';
    if (amount !== undefined) refuse(!isAmount(amount, name === 'icebergQty'), `${name} is ${amount}, ${wanted}`);
  }
  const { newClientOrderId: id = 'none' } = order;
  const letters = '1 to 36 letters and digits of ASCII, _ and -';
  refuse(!CLIENT_ID.test(id), `newClientOrderId is ${JSON.stringify(id)}, wanted ${letters}`);
  refuse(
    Number(order.icebergQty ?? 0) > 0 && order.timeInForce !== 'GTC' && order.type !== 'LIMIT_MAKER',
    'an iceberg order stands until it is cancelled: wanted timeInForce GTC',
  );
}

function isAmount(text: string, orZero: boolean): boolean {
  try {
    return parseUnits(text, PRODUCT_PLACES) > (orZero ? -1n : 0n);
  } catch {
    return false;
  }
}

function refuse(when: boolean, why: string): void {
  if (when) throw refused(why);
}

export const refused = (why: string): Refused => new Refused(`The order is not sent: ${why}.`);
