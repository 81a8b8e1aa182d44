import { nameOf, type Take } from './aggregate.ts';

/** A field of text, or a function that gives text: one row, or one state, for each value. */
export type Key<T> = TextField<T> | Take<T, string>;
type TextField<T> = { [K in keyof T & string]: T[K] extends string ? K : never }[keyof T & string];

/** How the key of an event is read; throws where that is no text, so that the event is set aside. */
export function keyOf<T>(key: Key<T>): Take<T, string> {
  const isField = nameOf(key) === key;
  const take: Take<T, unknown> = isField ? (event) => event[key as keyof T] : (key as Take<T, string>);
  return (event) => {
    const value = take(event);
    if (typeof value === 'string') return value;
    throw new TypeError(`its key${isField ? ` ${String(key)}` : ''} is ${String(value)}, wanted text`);
  };
}
