import type { Take } from './aggregate.ts';
import { type Events, sizeOf } from './columns.ts';
import { doubles, integers } from './room.ts';
import type { Millis } from './time.ts';

/** How something is read off each event: by a field of this name, or by a function of this text. */
interface Reading<in T, out V> {
  readonly name: string;
  readonly take: Take<T, V>;
}

/** The key of event `i` is `texts[ids[i]]`; two ids may stand for the same. */
export interface Keys {
  readonly ids: { readonly [i: number]: number; readonly length: number };
  readonly texts: readonly string[];
}

/** What each event of a batch gives, NaN for null: its column, where there is one, or else made of the events. */
export function numbersOf<T>(batch: Events<T>, { name, take }: Reading<T, number | null>): Float64Array {
  // A function's name is its text, and no column has that.
  return batch.columns?.numbers(name) ?? made(batch, take);
}

/** The times of events, as they are; all the same where none is asked for. */
export function timesOf<T>(batch: Events<T>, reading: Reading<T, Millis> | undefined): Float64Array {
  if (reading) return numbersOf(batch, reading);
  return new Float64Array(sizeOf(batch));
}

/** The keys of events. */
export function keysOf<T>(batch: Events<T>, { name, take }: Reading<T, string>): Keys {
  const column = batch.columns?.texts(name);
  if (column) return { ids: column.ids.subarray(0, batch.columns?.length), texts: column.texts };
  const { events } = batch;
  const known = new Map<string, number>();
  const texts: string[] = [];
  const ids = integers(batch, events.length);
  for (let i = 0; i < events.length; i++) {
    const key = take(events[i] as T);
    let id = known.get(key);
    if (id === undefined) {
      id = texts.push(key) - 1;
      known.set(key, id);
    }
    ids[i] = id;
  }
  return { ids, texts };
}

function made<T>(batch: Events<T>, take: Take<T, number | null>): Float64Array {
  const { events } = batch;
  const values = doubles(batch, events.length);
  for (let i = 0; i < events.length; i++) values[i] = take(events[i] as T) ?? Number.NaN;
  return values;
}
