import type { Millis } from './time.ts';

/** Where a row stands in closing order: no two rows of a view stand in one place. */
export interface RowPlace {
  /** The watermark at which the row is final: end + lateness. */
  readonly closes: Millis;
  readonly start: Millis;
  readonly key: string;
}

/** Which window of which key, and whether it can still change. It holds the events with `start <= time < end`. */
export interface RowHead extends RowPlace {
  readonly end: Millis;
  /** A final row never changes. */
  readonly final: boolean;
}

/**
 * One window (or total) of one key, with its results `R`. In code a sum is the nearest number; `JSON.stringify` of a
 * row, and everything that prints one, writes it as an exact decimal string.
 */
export type Row<R = unknown> = RowHead & R;

/** Rows become final in this order, and views are read in it: by closing time, then by start, then by key. */
export const byClosing = (a: RowPlace, b: RowPlace): number =>
  a.closes - b.closes || a.start - b.start || compareText(a.key, b.key);

/** Code-unit order: the same on every machine, whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
