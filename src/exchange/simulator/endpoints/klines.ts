import { hours, type Millis, minutes } from '../../../core/time.ts';
import { toKline } from '../candle.ts';
import { Refusal } from '../query.ts';
import type { Endpoints } from './endpoint.ts';

/** The widths of candles. Those of a second, and of more than the day that is kept, are not served here. */
const INTERVALS: ReadonlyMap<string, Millis> = new Map([
  ...[1, 3, 5, 15, 30].map((n) => [`${n}m`, minutes(n)] as const),
  ...[1, 2, 4, 6, 8, 12].map((n) => [`${n}h`, hours(n)] as const),
  ['1d', hours(24)],
]);

export const klines: Endpoints = {
  'GET /api/v3/klines': {
    weight: () => 2,
    answer: (query, exchange) => {
      const history = exchange.history(query.symbol());
      const width = INTERVALS.get(query.required('interval'));
      if (width === undefined) throw new Refusal(-1120, 'Invalid interval.');
      const from = query.number('startTime');
      const to = query.number('endTime') ?? Number.POSITIVE_INFINITY;
      const limit = query.limit();
      const candles = history
        .candles(width, exchange.now())
        .filter(({ start }) => start >= (from ?? Number.NEGATIVE_INFINITY) && start <= to);
      // From a start the first, otherwise the last.
      const rows = from === undefined ? candles.slice(-limit) : candles.slice(0, limit);
      return rows.map((candle) => toKline(candle, width));
    },
  },
};
