import { type NumberField, numberFrom } from './field.ts';
import { spanOf } from './span.ts';
import { betweenText } from './times.ts';

/**
 * `between 2024-08-08 12:00 and 12:05 UTC`: from the earliest time that the rows have in one field to the latest one
 * that they have in another, or in the same; empty where none has one.
 */
export function between<T>(rows: readonly T[], from: NumberField<T>, to: NumberField<T> = from): string {
  const timesIn = (field: NumberField<T>) => rows.map(numberFrom(field)).filter((time) => time !== null);
  const [first, last] = [timesIn(from), timesIn(to)];
  return first.length > 0 && last.length > 0 ? betweenText(spanOf(first)[0], spanOf(last)[1]) : '';
}
