import type { TradePayload } from '../../../market/events.ts';
import type { AggregateTrade } from '../aggregate.ts';
import { fromUnits, times, toUnits } from '../decimal.ts';
import { Refusal } from '../query.ts';
import type { Endpoints } from './endpoint.ts';

export const trades: Endpoints = {
  'GET /api/v3/trades': {
    weight: () => 25,
    answer: (query, exchange) => exchange.history(query.symbol()).latest(query.limit()).map(toTrade),
  },

  'GET /api/v3/historicalTrades': {
    weight: () => 25,
    answer: (query, exchange) => {
      const history = exchange.history(query.symbol());
      const from = query.number('fromId');
      const limit = query.limit();
      return (from === undefined ? history.latest(limit) : history.from(from, limit)).map(toTrade);
    },
  },

  'GET /api/v3/aggTrades': {
    weight: () => 4,
    answer: (query, exchange) => {
      const all = exchange.history(query.symbol()).aggregates;
      const id = query.number('fromId');
      const from = query.number('startTime');
      const to = query.number('endTime');
      const limit = query.limit();
      if (id !== undefined && (from !== undefined || to !== undefined)) {
        throw new Refusal(-1128, 'Combination of optional parameters invalid.');
      }
      const within = all.filter(
        ({ a, T }) => a >= (id ?? 0) && T >= (from ?? 0) && T <= (to ?? Number.POSITIVE_INFINITY),
      );
      // From a start the first, otherwise the last.
      const rows = id === undefined && from === undefined ? within.slice(-limit) : within.slice(0, limit);
      return rows.map(toAggregate);
    },
  },
};

const toTrade = (trade: TradePayload) => ({
  id: trade.t,
  price: trade.p,
  qty: trade.q,
  quoteQty: fromUnits(times(toUnits(trade.p), toUnits(trade.q))),
  time: trade.T,
  isBuyerMaker: trade.m,
  isBestMatch: trade.M,
});

const toAggregate = ({ a, p, q, f, l, T, m, M }: AggregateTrade) => ({ a, p, q: fromUnits(q), f, l, T, m, M });
