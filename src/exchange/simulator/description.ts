import type { Status } from './exchange.ts';
import { describeFilters } from './filters.ts';
import type { Listing } from './listing.ts';

const PLACES = 8;

/** A symbol as `/api/v3/exchangeInfo` lists it. What is not allowed here is said so. */
export const describe = (listing: Listing, status: Status) => ({
  symbol: listing.pair.symbol,
  status,
  baseAsset: listing.pair.base,
  baseAssetPrecision: PLACES,
  quoteAsset: listing.pair.quote,
  quotePrecision: PLACES,
  quoteAssetPrecision: PLACES,
  baseCommissionPrecision: PLACES,
  quoteCommissionPrecision: PLACES,
  orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
  icebergAllowed: false,
  ocoAllowed: false,
  otoAllowed: false,
  opoAllowed: false,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: false,
  cancelReplaceAllowed: false,
  amendAllowed: false,
  pegInstructionsAllowed: false,
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  filters: describeFilters(listing),
  permissions: [],
  permissionSets: [],
  defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
  allowedSelfTradePreventionModes: ['EXPIRE_MAKER'],
});
