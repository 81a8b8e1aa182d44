/** An instant or a span in milliseconds; an instant counts from 1970-01-01T00:00Z. */
export type Millis = number;
/** A span of time in milliseconds, made by `seconds(5)`, `minutes(1)` and so on. */
export type Duration = Millis;

/** Where every watermark starts: the earliest instant that a `Date` can hold, so that it is finite and prints. */
export const START_OF_TIME: Millis = -8.64e15;
/** The end of a window that never ends: the latest instant that a `Date` can hold. */
export const END_OF_TIME: Millis = 8.64e15;

/** `2024-08-08T12:00:00.000Z`; a number that is no instant as it is. */
export const iso = (time: Millis): string =>
  Math.abs(time) <= END_OF_TIME ? new Date(time).toISOString() : String(time);

export const millis = (n: number): Duration => n;
export const seconds = (n: number): Duration => n * 1_000;
export const minutes = (n: number): Duration => n * 60_000;
export const hours = (n: number): Duration => n * 3_600_000;
export const days = (n: number): Duration => n * 86_400_000;

const UNITS = [
  [days(1), 'd'],
  [hours(1), 'h'],
  [minutes(1), 'min'],
  [seconds(1), 's'],
] as const;

/** `1 h`, `90 min`, `1500 ms`: in the largest unit of which it is a whole number. */
export function spanText(span: Duration): string {
  const [size, unit] = UNITS.find(([ms]) => span >= ms && span % ms === 0) ?? [1, 'ms'];
  return `${span / size} ${unit}`;
}

/**
 * Time as an argument. Only sources, sinks and the runtime are given one; a fold never is, so no result of a fold can
 * depend on it.
 */
export interface Clock {
  now(): Millis;
  /** How much time has passed since some moment: for spans, because `now` may be set back. */
  elapsed(): Duration;
  /** Resolves after `span`, or at once when `signal` is aborted; never rejects. */
  sleep(span: Duration, signal?: AbortSignal): Promise<void>;
}
