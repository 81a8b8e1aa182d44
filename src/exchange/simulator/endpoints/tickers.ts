import type { Endpoints } from './endpoint.ts';

export const tickers: Endpoints = {
  'GET /api/v3/ticker/price': {
    weight: (query) => (query.text('symbol') === undefined ? 4 : 2),
    answer: (query, exchange) => {
      const one = query.text('symbol') !== undefined;
      const wanted = query.symbols() ?? exchange.symbols;
      const prices = wanted.map((symbol) => ({ symbol, price: exchange.history(symbol).price }));
      return one ? prices[0] : prices;
    },
  },
};
