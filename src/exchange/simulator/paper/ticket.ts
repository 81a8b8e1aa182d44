import type { Side } from '../book.ts';
import { type Query, Refusal } from '../query.ts';
import { ORDER_TYPES, TIMES_IN_FORCE, type Ticket } from './order.ts';

const SIDES: readonly Side[] = ['BUY', 'SELL'];

/** Reads an order out of a request. Throws a Refusal for parameters that are missing, too many, or cannot be. */
export function readTicket(query: Query): Ticket {
  const symbol = query.symbol();
  const side = oneOf(SIDES, query.required('side'), -1117, 'Invalid side.');
  const type = oneOf(ORDER_TYPES, query.required('type'), -1116, 'Invalid orderType.');
  const clientId = query.clientId('newClientOrderId');
  const common = { symbol, side, type, clientId };
  if (type === 'MARKET') return { ...common, ...atMarket(query) };

  unwanted(query, 'quoteOrderQty');
  if (type === 'LIMIT_MAKER') unwanted(query, 'timeInForce');
  const timeInForce =
    type === 'LIMIT_MAKER'
      ? 'GTC'
      : oneOf(TIMES_IN_FORCE, query.required('timeInForce'), -1115, 'Invalid timeInForce.');
  query.required('quantity');
  query.required('price');
  const quantity = positive(query, 'quantity') ?? 0n;
  const price = positive(query, 'price') ?? 0n;
  return { ...common, timeInForce, price, quantity, quoteQuantity: undefined };
}

function atMarket(query: Query): Pick<Ticket, 'timeInForce' | 'price' | 'quantity' | 'quoteQuantity'> {
  unwanted(query, 'timeInForce');
  unwanted(query, 'price');
  const quantity = positive(query, 'quantity');
  const quoteQuantity = positive(query, 'quoteOrderQty');
  if (quantity === undefined && quoteQuantity === undefined) {
    throw new Refusal(-1102, "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!");
  }
  if (quantity !== undefined && quoteQuantity !== undefined) {
    throw new Refusal(-1128, 'Combination of optional parameters invalid.');
  }
  return { timeInForce: 'GTC', price: 0n, quantity, quoteQuantity };
}

function positive(query: Query, name: 'quantity' | 'quoteOrderQty' | 'price'): bigint | undefined {
  const amount = query.amount(name);
  if (amount === 0n) throw new Refusal(-1013, `Invalid ${name}.`);
  return amount;
}

function unwanted(query: Query, name: string): void {
  if (query.text(name) !== undefined) throw new Refusal(-1106, `Parameter '${name}' sent when not required.`);
}

function oneOf<T extends string>(known: readonly T[], value: string, code: number, message: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Refusal(code, message);
  return found;
}
