import { type Duration, days, hours, type Millis, minutes, seconds } from '../../core/time.ts';

/** Spans of time, one after the other. */
export interface Interval {
  /** When the one begins in which a time is. */
  startOf(time: Millis): Millis;
  /** When the next one begins. */
  endOf(time: Millis): Millis;
  /** Each consists of whole days, hours, minutes or seconds, counted from 1970-01-01T00:00Z. */
  readonly of: Duration;
}

/** Spans of one width, one of which began at `first`. */
export function every(width: Millis, first: Millis = 0): Interval {
  const startOf = (time: Millis) => Math.floor((time - first) / width) * width + first;
  return { startOf, endOf: (time) => startOf(time) + width, of: wholeIn(width, first) };
}

/** The widest of which both are whole numbers. */
const wholeIn = (...spans: readonly Duration[]): Duration =>
  [days(1), hours(1), minutes(1)].find((unit) => spans.every((span) => span % unit === 0)) ?? seconds(1);

const monthOf = (time: Millis, later = 0): Millis => {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
};
/** Some Monday. */
const MONDAY = Date.UTC(1970, 0, 5);

/** Such candles are made of trades, all others of minutes. */
export const SECOND = every(seconds(1));
/** The intervals of candles, as Binance names them. */
export const INTERVALS: ReadonlyMap<string, Interval> = new Map([
  ['1s', SECOND],
  ...[1, 3, 5, 15, 30].map((n) => [`${n}m`, every(minutes(n))] as const),
  ...[1, 2, 4, 6, 8, 12].map((n) => [`${n}h`, every(hours(n))] as const),
  ...[1, 3].map((n) => [`${n}d`, every(days(n))] as const),
  ['1w', every(days(7), MONDAY)],
  ['1M', { startOf: monthOf, endOf: (time) => monthOf(time, 1), of: days(1) }],
]);

/** The same in a time zone that is so far ahead of UTC: whole minutes, so that seconds are the same. */
export const ahead = (interval: Interval, by: Millis): Interval =>
  by === 0 || interval === SECOND
    ? interval
    : {
        startOf: (time) => interval.startOf(time + by) - by,
        endOf: (time) => interval.endOf(time + by) - by,
        of: wholeIn(interval.of, by),
      };
