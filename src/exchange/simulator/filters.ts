import { DOLLAR } from '../../market/pairs.ts';
import { MEAN_MINUTES } from './day.ts';
import { fromUnits, ONE, toUnits } from './decimal.ts';
import { homePrices, type Listing, lotOf, tickOf } from './listing.ts';

/** What an order for a pair must keep; amounts in whole numbers of 10^-8. */
export interface Filters {
  readonly tick: bigint;
  readonly maxPrice: bigint;
  readonly lot: bigint;
  readonly maxQuantity: bigint;
  readonly maxMarketQuantity: bigint;
  readonly minNotional: bigint;
  readonly maxNotional: bigint;
}

const MAX_PRICE = 1_000_000n * ONE;
const MAX_QUANTITY = 9_000_000n * ONE;
const MAX_NOTIONAL = 9_000_000n * ONE;
/** An order at the market takes at most so many lots. */
const MAX_MARKET_LOTS = 10_000_000n;
/** A price may be so many times the mean, and no less than that part of it. */
export const MULTIPLIER_UP = 2n;
export const PART_DOWN = 2n;
/** Most open orders of a symbol. */
export const OPEN_MAX = 200;
/** The least order is worth about five dollars. */
const LEAST_DOLLARS = 5;

export const filtersOf = (listing: Listing): Filters => ({
  tick: tickOf(listing),
  maxPrice: MAX_PRICE,
  lot: lotOf(listing),
  maxQuantity: MAX_QUANTITY,
  maxMarketQuantity: MAX_MARKET_LOTS * lotOf(listing),
  minNotional: minNotionalOf(listing.pair.quote),
  maxNotional: MAX_NOTIONAL,
});

function minNotionalOf(quote: string): bigint {
  if (quote === DOLLAR) return BigInt(LEAST_DOLLARS) * ONE;
  const least = LEAST_DOLLARS / (homePrices[quote] ?? 1);
  return toUnits((10 ** Math.ceil(Math.log10(least))).toFixed(8));
}

/** The filters as `/api/v3/exchangeInfo` lists them. */
export function describeFilters(listing: Listing): readonly object[] {
  const filters = filtersOf(listing);
  const [tick, lot] = [fromUnits(filters.tick), fromUnits(filters.lot)];
  const up = String(MULTIPLIER_UP);
  const down = String(1 / Number(PART_DOWN));
  return [
    { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: fromUnits(filters.maxPrice), tickSize: tick },
    { filterType: 'LOT_SIZE', minQty: lot, maxQty: fromUnits(filters.maxQuantity), stepSize: lot },
    { filterType: 'ICEBERG_PARTS', limit: 100 },
    {
      filterType: 'MARKET_LOT_SIZE',
      minQty: fromUnits(0n),
      maxQty: fromUnits(filters.maxMarketQuantity),
      stepSize: fromUnits(0n),
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: up,
      bidMultiplierDown: down,
      askMultiplierUp: up,
      askMultiplierDown: down,
      avgPriceMins: MEAN_MINUTES,
    },
    {
      filterType: 'NOTIONAL',
      minNotional: fromUnits(filters.minNotional),
      applyMinToMarket: true,
      maxNotional: fromUnits(filters.maxNotional),
      applyMaxToMarket: false,
      avgPriceMins: MEAN_MINUTES,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: OPEN_MAX },
  ];
}
