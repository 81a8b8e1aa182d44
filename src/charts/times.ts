import { END_OF_TIME, iso, type Millis } from '../core/time.ts';

/** `between 2024-08-08 12:00 and 12:05 UTC`: from the first moment on, up to the second. */
export function betweenText(from: Millis, to: Millis): string {
  const exact = from % MINUTE !== 0 || to % MINUTE !== 0;
  const [a, b] = [stamp(from, exact), stamp(to, exact)];
  const [day, time] = b.split(' ');
  return `between ${a} and ${a.startsWith(`${day} `) ? time : b} UTC`;
}

/** `Last Updated: 2024-08-08 12:05:00 UTC`. */
export const updatedText = (at: Millis): string => `Last Updated: ${stamp(at, true)} UTC`;

/** Whether it is a text as `betweenText` writes it. */
export const isBetween = (text: string): boolean => /^between \d/.test(text);

/** A moment that a window of rows can begin or end at: a total has none. */
export const isInstant = (value: unknown): value is Millis =>
  typeof value === 'number' && value > 0 && value < END_OF_TIME;

/**
 * How an axis of these times is written, in UTC: the time of day, at midnight the day; over days and years the day.
 * `step`: of windows, which are all named where they are few, with their days where none of them begins at midnight.
 */
export function timeAxis(from: Millis, to: Millis, step = 0): TimeAxis {
  const span = to - from;
  const count = step > 0 && span / step <= NAMED_MAX ? Math.round(span / step) + 1 : 0;
  const values = Array.from({ length: count }, (_, i) => from + i * step);
  const finer = (unit: Millis) => (count > 0 ? from % unit !== 0 || step % unit !== 0 : span < 5 * unit);
  const clock = finer(SECOND) ? '%H:%M:%S.%L' : finer(MINUTE) ? '%H:%M:%S' : '%H:%M';
  const written = (format: string) => `utcFormat(datum.value, ${format})`;
  const labels = count === 0 ? { tickCount: TICKS } : { values };
  if (count > 0 ? step >= DAY : span > 5 * DAY) {
    return { ...labels, labelExpr: written(span > 300 * DAY ? "'%b %Y'" : "'%d %b'") };
  }
  const dated = count > 0 && span >= DAY && !values.some((time) => time % DAY === 0);
  return { ...labels, labelExpr: written(dated ? `'%d %b ${clock}'` : `${MIDNIGHT} ? '%d %b' : '${clock}'`) };
}

export interface TimeAxis {
  readonly labelExpr: string;
  readonly tickCount?: number;
  readonly values?: readonly Millis[];
}

const TICKS = 7;
const NAMED_MAX = 8;

const MIDNIGHT = 'utchours(datum.value) === 0 && utcminutes(datum.value) === 0 && utcseconds(datum.value) === 0';

const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 86_400_000;

const stamp = (at: Millis, exact: boolean): string =>
  iso(at)
    .replace('T', ' ')
    .slice(0, exact ? 19 : 16);
