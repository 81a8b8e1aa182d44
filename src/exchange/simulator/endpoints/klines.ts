import { hours, type Millis, minutes } from '../../../core/time.ts';
import { toKline } from '../candle.ts';
import { ahead, INTERVALS } from '../interval.ts';
import { Refusal } from '../query.ts';
import type { Endpoint, Endpoints } from './endpoint.ts';

const candles: Endpoint = {
  weight: () => 2,
  answer: (query, exchange) => {
    const history = exchange.history(query.symbol());
    const utc = INTERVALS.get(query.required('interval'));
    if (!utc) throw new Refusal(-1120, 'Invalid interval.');
    const from = query.number('startTime');
    const to = query.number('endTime') ?? Number.POSITIVE_INFINITY;
    const interval = ahead(utc, aheadOf(query.text('timeZone') ?? '0'));
    const limit = query.limit();
    const within = history
      .candles(interval, exchange.now())
      .filter(({ start }) => start >= (from ?? Number.NEGATIVE_INFINITY) && start <= to);
    // From a start the first, otherwise the last.
    const rows = from === undefined ? within.slice(-limit) : within.slice(0, limit);
    return rows.map((candle) => toKline(candle, interval.endOf(candle.start)));
  },
};

/** What charts are drawn of is the same here. */
export const klines: Endpoints = { 'GET /api/v3/klines': candles, 'GET /api/v3/uiKlines': candles };

/** How far a time zone is ahead of UTC, such as `8`, `+08:00` or `-1`. */
function aheadOf(zone: string): Millis {
  const [, sign, whole, half = '0'] = /^([+-]?)(\d{1,2})(?::(\d{2}))?$/.exec(zone) ?? [];
  const ahead = (sign === '-' ? -1 : 1) * (hours(Number(whole)) + minutes(Number(half)));
  if (ahead >= hours(-12) && ahead <= hours(14)) return ahead;
  throw new Refusal(-1130, "Data sent for parameter 'timeZone' is not valid.");
}
