import type { Exchange } from '../exchange.ts';
import { WEIGHT_MAX } from '../usage.ts';
import type { Endpoints } from './endpoint.ts';

const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: WEIGHT_MAX },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
];

export const general: Endpoints = {
  'GET /api/v3/ping': { weight: () => 1, answer: () => ({}) },

  'GET /api/v3/time': { weight: () => 1, answer: (_query, exchange) => ({ serverTime: exchange.now() }) },

  'GET /api/v3/exchangeInfo': {
    weight: () => 20,
    answer: (query, exchange) => {
      const symbols = (query.symbols() ?? exchange.symbols).map((symbol) => describe(symbol, exchange));
      return { timezone: 'UTC', serverTime: exchange.now(), rateLimits: RATE_LIMITS, exchangeFilters: [], symbols };
    },
  },
};

function describe(symbol: string, exchange: Exchange) {
  const { pair, tickDigits, lotDigits } = exchange.listing(symbol);
  const tick = (10 ** -tickDigits).toFixed(8);
  const lot = (10 ** -lotDigits).toFixed(8);
  return {
    symbol,
    status: exchange.status(symbol),
    baseAsset: pair.base,
    baseAssetPrecision: 8,
    quoteAsset: pair.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    isSpotTradingAllowed: true,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '1000000.00000000', tickSize: tick },
      { filterType: 'LOT_SIZE', minQty: lot, maxQty: '9000000.00000000', stepSize: lot },
    ],
  };
}
