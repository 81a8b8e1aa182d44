import type { Rejected } from './batch.ts';
import { type Duration, END_OF_TIME, iso, type Millis, START_OF_TIME } from './time.ts';

/** Where in time a window lies: it holds `start <= time < end`, and is final at watermark `closes`. */
export interface Span {
  readonly start: Millis;
  readonly end: Millis;
  readonly closes: Millis;
}

/** Windows of one kind. */
export interface Windows {
  readonly kind: 'tumble' | 'total';
  readonly size: Duration;
  readonly span: Duration;
  /** The window of a time. */
  readonly place: (time: Millis) => Span;
}

/** Whether there can be such a window; else the event has no time. */
export const isInTime = ({ start, closes }: Span): boolean => start >= START_OF_TIME && closes <= END_OF_TIME;

/** An event came after its window closed. */
export const late = (operator: string, record: number, closes: Millis, watermark: Millis): Rejected => ({
  record,
  operator,
  reason: 'late',
  detail: `its window closed at ${iso(closes)}; event time had come to ${iso(watermark)} before it`,
});
