import type { Millis } from '../core/time.ts';

/**
 * The same time of day so many calendar months earlier, in UTC: on the day of the same number, or where that month is
 * shorter on its last day. A month before 31 March is 28 February, or 29; a year before 29 February is the 28th.
 */
export function monthsBefore(time: Millis, months: number): Millis {
  const date = new Date(time);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() - months, date.getUTCDate()];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const before = Date.UTC(year, month, Math.min(day, lastDay));
  return before + (time - Date.UTC(year, date.getUTCMonth(), day));
}
