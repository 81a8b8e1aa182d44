import { nameOf, type Take } from './aggregate.ts';
import type { Millis } from './time.ts';

interface OwnTime<T> {
  /** Where an event keeps its time, if not in `time`: a field, or a function. */
  readonly time: (keyof T & string) | Take<T, Millis>;
}

/** Events without a `time` must say where it is. */
export type TimeOption<T> = T extends { readonly time: Millis } ? Partial<OwnTime<T>> : OwnTime<T>;

/** How the time of an event is read, and the name that this has in a fingerprint. What is read may be no time. */
export function timeIn<T>(options: TimeOption<T>): { readonly name: string; readonly timeOf: Take<T, Millis> } {
  const { time = 'time' }: { readonly time?: string | Take<T, Millis> } = options;
  const timeOf = typeof time === 'string' ? fieldOf(time) : time;
  return { name: nameOf(time), timeOf: timeOf as Take<T, Millis> };
}

const fieldOf = (field: string) => (event: { readonly [field: string]: unknown }) => event[field];
