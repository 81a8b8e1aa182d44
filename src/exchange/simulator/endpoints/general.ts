import { describe } from '../description.ts';
import { ORDER_LIMITS } from '../paper/order-count.ts';
import { Refusal } from '../query.ts';
import { WEIGHT_MAX } from '../usage.ts';
import type { Endpoints } from './endpoint.ts';
import { symbolsOf } from './symbols.ts';

const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: WEIGHT_MAX },
  ...ORDER_LIMITS.map(({ interval, intervalNum, limit }) => ({
    rateLimitType: 'ORDERS',
    interval,
    intervalNum,
    limit,
  })),
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
];

export const general: Endpoints = {
  'GET /api/v3/ping': { weight: () => 1, answer: () => ({}) },

  'GET /api/v3/time': { weight: () => 1, answer: (_query, exchange) => ({ serverTime: exchange.now() }) },

  'GET /api/v3/exchangeInfo': {
    weight: () => 20,
    answer: (query, exchange) => {
      const narrowed = ['symbolStatus', 'permissions'].filter((name) => query.text(name) !== undefined);
      query.text('showPermissionSets'); // there are none, shown or not
      const named = query.symbols();
      if (named && narrowed.length > 0) throw new Refusal(-1128, 'Combination of optional parameters invalid.');
      const symbols = symbolsOf(query, exchange).map((symbol) =>
        describe(exchange.listing(symbol), exchange.status(symbol)),
      );
      return { timezone: 'UTC', serverTime: exchange.now(), rateLimits: RATE_LIMITS, exchangeFilters: [], symbols };
    },
  },
};
