import { dayOf, miniOf } from '../day.ts';
import { fromUnits } from '../decimal.ts';
import type { Exchange } from '../exchange.ts';
import { type Query, Refusal } from '../query.ts';
import type { Endpoints } from './endpoint.ts';
import { countOf, each } from './symbols.ts';

const few = (query: Query): number => (query.text('symbol') === undefined ? 4 : 2);

export const tickers: Endpoints = {
  'GET /api/v3/ticker/price': {
    weight: few,
    answer: (query, exchange) => each(query, exchange, (symbol) => ({ symbol, price: exchange.history(symbol).price })),
  },

  'GET /api/v3/ticker/bookTicker': {
    weight: few,
    answer: (query, exchange) => each(query, exchange, (symbol) => ({ symbol, ...bestOf(symbol, exchange) })),
  },

  'GET /api/v3/ticker/24hr': {
    weight: (query) => {
      const count = countOf(query) ?? Number.POSITIVE_INFINITY;
      return count <= 20 ? 2 : count <= 100 ? 40 : 80;
    },
    answer: (query, exchange) => {
      const type = query.text('type') ?? 'FULL';
      if (type !== 'FULL' && type !== 'MINI') throw new Refusal(-1139, 'Invalid ticker type.');
      return each(query, exchange, (symbol) => {
        const history = exchange.history(symbol);
        const now = exchange.now();
        return type === 'MINI' ? miniOf(symbol, history, now) : dayOf(symbol, history, bestOf(symbol, exchange), now);
      });
    },
  },
};

/** Best bid and ask; nothing where there is none, as Binance writes it. */
function bestOf(symbol: string, exchange: Exchange) {
  const book = exchange.book(symbol);
  const [bid, ask] = [book.best('BUY'), book.best('SELL')];
  return {
    bidPrice: fromUnits(bid?.price ?? 0n),
    bidQty: fromUnits(bid?.quantity ?? 0n),
    askPrice: fromUnits(ask?.price ?? 0n),
    askQty: fromUnits(ask?.quantity ?? 0n),
  };
}
