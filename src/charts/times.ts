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

/** Whether a line under a title says one of the two. */
export const isOfTime = (line: string): boolean => /^(between \d|Last Updated: )/.test(line);

/** A moment that a window of rows can begin or end at: a total has none. */
export const isInstant = (value: unknown): value is Millis =>
  typeof value === 'number' && value > 0 && value < END_OF_TIME;

/**
 * How an axis of these times is written, in UTC: the time of day, at midnight the day; over days and years the day.
 * `step`: of windows, which are all named where they are few.
 */
export function timeAxis(from: Millis, to: Millis, step = 0): TimeAxis {
  const span = to - from;
  const windows = step > 0 && span / step <= NAMED_MAX ? Math.round(span / step) + 1 : 0;
  const date = span > 300 * DAY ? '%b %Y' : '%d %b';
  const midnight = 'utchours(datum.value) === 0 && utcminutes(datum.value) === 0 && utcseconds(datum.value) === 0';
  const exact = windows > 0 ? from % MINUTE !== 0 || step % MINUTE !== 0 : span < 5 * MINUTE;
  const clock = exact ? '%H:%M:%S' : '%H:%M';
  const labelExpr =
    span > 5 * DAY ? `utcFormat(datum.value, '${date}')` : `utcFormat(datum.value, ${midnight} ? '%d %b' : '${clock}')`;
  if (windows === 0) return { labelExpr, tickCount: TICKS };
  return { labelExpr, values: Array.from({ length: windows }, (_, i) => from + i * step) };
}

export interface TimeAxis {
  readonly labelExpr: string;
  readonly tickCount?: number;
  readonly values?: readonly Millis[];
}

const TICKS = 7;
const NAMED_MAX = 8;

const MINUTE = 60_000;
const DAY = 86_400_000;

const stamp = (at: Millis, exact: boolean): string =>
  iso(at)
    .replace('T', ' ')
    .slice(0, exact ? 19 : 16);
