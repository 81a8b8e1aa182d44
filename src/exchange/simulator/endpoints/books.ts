import { LEVELS_MAX, type Level } from '../book.ts';
import { MEAN_MINUTES, meanOf } from '../day.ts';
import { fromUnits } from '../decimal.ts';
import type { Query } from '../query.ts';
import type { Endpoints } from './endpoint.ts';

/** Levels of a side when nobody says how many. */
const LEVELS_USUAL = 100;

export const books: Endpoints = {
  'GET /api/v3/depth': {
    weight: depthWeight,
    answer: (query, exchange) => {
      const book = exchange.book(query.symbol());
      const limit = query.limit(LEVELS_USUAL, LEVELS_MAX);
      const [bids, asks] = [book.levels('BUY'), book.levels('SELL')].map((levels) => levels.take(limit).map(toRow));
      return { lastUpdateId: book.lastUpdateId, bids: [...(bids ?? [])], asks: [...(asks ?? [])] };
    },
  },

  'GET /api/v3/avgPrice': {
    weight: () => 2,
    answer: (query, exchange) => {
      const history = exchange.history(query.symbol());
      const price = meanOf(history, MEAN_MINUTES, exchange.now());
      return { mins: MEAN_MINUTES, price, closeTime: history.last?.T ?? exchange.now() };
    },
  },
};

function depthWeight(query: Query): number {
  const limit = Number(query.text('limit') ?? LEVELS_USUAL);
  if (limit > 1_000) return 250;
  if (limit > 500) return 50;
  return limit > 100 ? 25 : 5;
}

const toRow = ({ price, quantity }: Level) => [fromUnits(price), fromUnits(quantity)];
