import { END_OF_TIME, type Millis } from '../core/time.ts';

/** `between 2024-08-08 12:00 and 12:05 UTC`: from the first moment on, up to the second. */
export function betweenText(from: Millis, to: Millis): string {
  const exact = from % MINUTE !== 0 || to % MINUTE !== 0;
  const [a, b] = [stamp(from, exact), stamp(to, exact)];
  const [day, time] = b.split(' ');
  return `between ${a} and ${a.startsWith(`${day} `) ? time : b} UTC`;
}

/** `Last Updated: 2024-08-08 12:05:00 UTC`. */
export const updatedText = (at: Millis): string => `Last Updated: ${stamp(at, true)} UTC`;

/** A moment that a window of rows can begin or end at: a total has none. */
export const isInstant = (value: unknown): value is Millis =>
  typeof value === 'number' && value > 0 && value < END_OF_TIME;

/** How an axis of these times is written, in UTC: the time of day, at midnight the day; over days and years the day. */
export function timeAxis(from: Millis, to: Millis): { readonly labelExpr: string; readonly tickCount: number } {
  const span = to - from;
  const date = span > 300 * DAY ? '%b %Y' : '%d %b';
  const midnight = 'utchours(datum.value) === 0 && utcminutes(datum.value) === 0 && utcseconds(datum.value) === 0';
  const clock = span < 5 * MINUTE ? '%H:%M:%S' : '%H:%M';
  const labelExpr =
    span > 5 * DAY ? `utcFormat(datum.value, '${date}')` : `utcFormat(datum.value, ${midnight} ? '%d %b' : '${clock}')`;
  return { labelExpr, tickCount: 7 };
}

const MINUTE = 60_000;
const DAY = 86_400_000;

const stamp = (at: Millis, exact: boolean): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .slice(0, exact ? 19 : 16);
