import { PRODUCT_PLACES } from '../../core/amounts.ts';
import { formatUnits, parseUnits } from '../../core/decimal.ts';
import { PipelineError } from '../../core/errors.ts';
import type { Filter } from './answers.ts';
import type { OrderSpec } from './order-spec.ts';

/** A rule of the exchange that an order does not keep. */
export interface OrderFault {
  readonly filter: string;
  readonly message: string;
}

/**
 * Which of its symbol's filters an order does not keep, without asking anybody. `reference` is the price that the
 * exchange would go by, the average of the last minutes: without it, what is relative to it is not checked. Where a
 * filter has 0, it does not limit.
 */
export function orderFaults(order: OrderSpec, filters: readonly Filter[], reference?: string): readonly OrderFault[] {
  return filters.flatMap((filter) => {
    const check = checks[filter.filterType];
    const messages = check?.(order, filter, reference === undefined ? undefined : units(reference)) ?? [];
    return messages.map((message) => ({ filter: filter.filterType, message }));
  });
}

type Check = (order: OrderSpec, filter: Filter, reference: bigint | undefined) => readonly string[];

const checks: { readonly [filterType: string]: Check } = {
  PRICE_FILTER: ({ price, stopPrice }, { minPrice, maxPrice, tickSize }) => [
    ...stepped('price', price, minPrice, maxPrice, tickSize),
    ...stepped('stopPrice', stopPrice, minPrice, maxPrice, tickSize),
  ],

  LOT_SIZE: ({ quantity, icebergQty }, { minQty, maxQty, stepSize }) => [
    ...stepped('quantity', quantity, minQty, maxQty, stepSize),
    ...stepped('icebergQty', isZero(icebergQty) ? undefined : icebergQty, minQty, maxQty, stepSize),
  ],

  MARKET_LOT_SIZE: ({ type, quantity }, { minQty, maxQty, stepSize }) =>
    type === 'MARKET' ? stepped('quantity', quantity, minQty, maxQty, stepSize) : [],

  MIN_NOTIONAL: (order, { minNotional, applyToMarket }, reference) =>
    worth(order, reference, { least: order.price !== undefined || applyToMarket ? minNotional : 0 }),

  NOTIONAL: (order, { minNotional, maxNotional, applyMinToMarket, applyMaxToMarket }, reference) =>
    worth(order, reference, {
      least: order.price !== undefined || applyMinToMarket ? minNotional : 0,
      most: order.price !== undefined || applyMaxToMarket ? maxNotional : 0,
    }),

  PERCENT_PRICE: ({ price }, { multiplierDown, multiplierUp }, reference) =>
    near(price, reference, multiplierDown, multiplierUp),

  PERCENT_PRICE_BY_SIDE: ({ price, side }, filter, reference) =>
    side === 'BUY'
      ? near(price, reference, filter.bidMultiplierDown, filter.bidMultiplierUp)
      : near(price, reference, filter.askMultiplierDown, filter.askMultiplierUp),

  ICEBERG_PARTS: ({ quantity, icebergQty }, { limit }) => {
    const part = icebergQty === undefined ? 0n : units(icebergQty);
    if (part <= 0n || quantity === undefined) return [];
    const parts = (units(quantity) + part - 1n) / part;
    const most = limitOf(limit);
    if (most <= 0n || parts * ONE <= most) return [];
    return [`icebergQty ${icebergQty} makes ${parts} parts of ${quantity}, wanted at most ${limit}`];
  },
};

type Bound = Filter[string] | undefined;

function stepped(name: string, text: string | undefined, least: Bound, most: Bound, step: Bound): string[] {
  if (text === undefined) return [];
  const value = units(text);
  const size = limitOf(step);
  return [
    ...within(`${name} ${text}`, value, limitOf(least), limitOf(most), PRODUCT_PLACES),
    ...(size > 0n && value % size !== 0n
      ? [`${name} ${text} is no multiple of ${formatUnits(size, PRODUCT_PLACES)}`]
      : []),
  ];
}

/** What the order is worth in its quote asset: by its price, or where it has none by that which others have paid. */
function worth(
  { price, quantity }: OrderSpec,
  reference: bigint | undefined,
  { least = 0, most = 0 }: { readonly least?: Bound; readonly most?: Bound },
): string[] {
  const at = price === undefined ? reference : units(price);
  if (at === undefined || quantity === undefined) return [];
  const value = at * units(quantity);
  const places = 2 * PRODUCT_PLACES;
  const name = `price × quantity, ${formatUnits(value, places)},`;
  return within(name, value, limitOf(least) * ONE, limitOf(most) * ONE, places);
}

function near(price: string | undefined, reference: bigint | undefined, down: Bound, up: Bound): string[] {
  if (price === undefined || reference === undefined) return [];
  const least = reference * limitOf(down);
  return within(`price ${price}`, units(price) * ONE, least, reference * limitOf(up), 2 * PRODUCT_PLACES);
}

/** 0 is no bound. */
function within(name: string, value: bigint, least: bigint, most: bigint, places: number): string[] {
  if (least > 0n && value < least) return [`${name} is too small, wanted at least ${formatUnits(least, places)}`];
  if (most > 0n && value > most) return [`${name} is too large, wanted at most ${formatUnits(most, places)}`];
  return [];
}

const ONE = 10n ** BigInt(PRODUCT_PLACES);
const units = (text: string): bigint => parseUnits(text, PRODUCT_PLACES);
const isZero = (text: string | undefined): boolean => text !== undefined && units(text) === 0n;
/** A limit that the exchange does not tell is none. */
function limitOf(bound: Bound): bigint {
  if (typeof bound !== 'string' && typeof bound !== 'number') return 0n;
  try {
    return units(`${bound}`);
  } catch (cause) {
    throw new PipelineError('CONFIG', `A filter of the exchange says ${bound}, wanted a plain decimal.`, { cause });
  }
}
