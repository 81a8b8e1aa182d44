import type { Millis } from './time.ts';

/** Which window of which key, and whether it can still change. */
export interface RowHead {
  readonly key: string;
  /** The window holds the events with `start <= time < end`. */
  readonly start: Millis;
  readonly end: Millis;
  /** The watermark at which the row is final: end + lateness. */
  readonly closes: Millis;
  /** A final row never changes. */
  readonly final: boolean;
}

/**
 * One window (or total) of one key, with its results `R`. In code a sum is the nearest number; `JSON.stringify` of a
 * row, and everything that prints one, writes it as an exact decimal string.
 */
export type Row<R = unknown> = RowHead & R;

/** Rows become final in this order, and views are read in it: by closing time, then by key in code-unit order. */
export const byClosing = (a: RowHead, b: RowHead): number =>
  a.closes - b.closes || a.start - b.start || compareText(a.key, b.key);

/** Code-unit order: the same on every machine, whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
