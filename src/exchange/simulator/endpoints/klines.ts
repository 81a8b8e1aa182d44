import { hours, type Millis, minutes } from '../../../core/time.ts';
import { toKline } from '../candle.ts';
import { Refusal } from '../query.ts';
import type { Endpoint, Endpoints } from './endpoint.ts';

/** The widths of candles. Those of a second, and of more than the day that is kept, are not served here. */
const INTERVALS: ReadonlyMap<string, Millis> = new Map([
  ...[1, 3, 5, 15, 30].map((n) => [`${n}m`, minutes(n)] as const),
  ...[1, 2, 4, 6, 8, 12].map((n) => [`${n}h`, hours(n)] as const),
  ['1d', hours(24)],
]);

const candles: Endpoint = {
  weight: () => 2,
  answer: (query, exchange) => {
    const history = exchange.history(query.symbol());
    const width = INTERVALS.get(query.required('interval'));
    if (width === undefined) throw new Refusal(-1120, 'Invalid interval.');
    const from = query.number('startTime');
    const to = query.number('endTime') ?? Number.POSITIVE_INFINITY;
    const zone = aheadOf(query.text('timeZone') ?? '0');
    const limit = query.limit();
    const within = history
      .candles(width, exchange.now(), zone)
      .filter(({ start }) => start >= (from ?? Number.NEGATIVE_INFINITY) && start <= to);
    // From a start the first, otherwise the last.
    const rows = from === undefined ? within.slice(-limit) : within.slice(0, limit);
    return rows.map((candle) => toKline(candle, width));
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
