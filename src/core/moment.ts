import { END_OF_TIME, type Millis } from './time.ts';

/**
 * The moment that a text names which knows its day: an ISO 8601 date, or date and time, UTC where it names no zone; or
 * ms since 1970. Undefined for any other text; `'no such day'` for one such as the 30th of February.
 */
export function momentIn(text: string): Millis | 'no such day' | undefined {
  if (MILLIS.test(text)) return Math.abs(Number(text)) <= END_OF_TIME ? Number(text) : undefined;
  if (!ISO.test(text)) return undefined;
  if (!isDay(text.slice(0, 10))) return 'no such day';
  const millis = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$|^[\d-]{10}$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(millis) ? undefined : millis;
}

/** Whether a text names ms since 1970. */
export const MILLIS = /^-?\d+$/;

/** A date would roll over: the 30th of February would be the 2nd of March. */
export function isDay(text: string): boolean {
  const at = Date.parse(text);
  return Number.isNaN(at) || new Date(at).toISOString().startsWith(text);
}

const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i;
