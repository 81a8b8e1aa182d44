import type { Take } from './aggregate.ts';
import type { Batch, Rejected } from './batch.ts';
import { type Keys, keysOf, timesOf } from './columns-of.ts';
import type { Fold } from './fold.ts';
import { integers } from './room.ts';
import type { Millis } from './time.ts';
import { isInTime, late, type Span, type Windows } from './window.ts';

/** How events are put into windows: by a field, which may have a column, or by a function. */
export interface Placing<in T> {
  readonly key: { readonly name: string; readonly take: Take<T, string> };
  /** Undefined: all times are in one window. */
  readonly time: { readonly name: string; readonly take: Take<T, Millis> } | undefined;
}

/** A row that events of a batch fall into. */
interface Touched extends Span {
  readonly key: string;
}

/**
 * Folds the events of a batch as they would be folded one by one, aggregate after aggregate. Gives how many were
 * folded, and those that were late; undefined where an event may have to be set aside, so that they must be folded one
 * by one, and then it has done nothing.
 */
export function foldBatch<T>(
  batch: Batch<T>,
  windows: Windows,
  placing: Placing<T>,
  fold: Pick<Fold<T>, 'batch'>,
): { readonly folded: number; readonly rejected: readonly Rejected[] } | undefined {
  const { rows } = batch.state;
  const found = tried(() => {
    const places = located(batch, windows, placing);
    const before = places?.touched.map(({ start, key }) => rows.get(start, key));
    return places && before && { ...places, partials: fold.batch(batch, places.rowOf, before) };
  });
  if (!found) return undefined;
  const { touched, partials, rowOf, rejected } = found;
  for (const [i, { key, start, end, closes }] of touched.entries()) {
    rows.set(key, start, end, closes, partials[i] ?? []);
  }
  return { folded: rowOf.length - rejected.length, rejected };
}

/** Undefined for whatever is thrown: each event is asked again by itself, and it is told then. */
function tried<V>(make: () => V): V | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/**
 * Where the events belong: event `i` to `touched[rowOf[i]]`, or to none if that is negative, for it is late. Undefined
 * where one has no window.
 */
function located<T>(batch: Batch<T>, { kind, place, size }: Windows, placing: Placing<T>) {
  const keys = keysOf(batch, placing.key);
  const times = timesOf(batch, placing.time);
  const { length } = keys.ids;
  // Only among whole numbers does one window certainly begin where `place` says that the one before has ended.
  const whole = size === Number.POSITIVE_INFINITY || Number.isInteger(size);
  const touched: Touched[] = [];
  const numberOf = numbered(touched);
  // By the number of a key, of the row that its last event fell into: its number, and which times surely fall into it
  // again and are late nowhere in this batch. No time does for a start that is no number.
  const last = new Int32Array(keys.texts.length);
  const starts = new Float64Array(keys.texts.length).fill(Number.NaN);
  const ends = new Float64Array(keys.texts.length);
  const rowOf = integers(batch, length);
  const rejected: Rejected[] = [];
  /** Puts event `i` where it belongs; false where it has no window. */
  const locate = (i: number): boolean => {
    const id = keys.ids[i] ?? 0;
    const span = place(times[i] ?? 0);
    if (!isInTime(span)) return false;
    const { start, end, closes } = span;
    const record = batch.recordOf(i);
    const watermark = batch.marks.before(record);
    rowOf[i] = closes <= watermark ? -1 : numberOf(keys.texts[id] ?? '', span);
    if (closes <= watermark) rejected.push(late(kind, record, closes, watermark));
    else if (whole && closes > batch.watermark) {
      last[id] = rowOf[i] ?? 0;
      starts[id] = start;
      ends[id] = end;
    }
    return true;
  };
  for (let i = 0; i < length; ) {
    i = stayed(keys.ids, times, starts, ends, last, rowOf, i);
    if (i < length && !locate(i++)) return undefined;
  }
  return { touched, rowOf, rejected };
}

/** Puts events, from `first` on, into the row that the last one of their key fell into; where one may be of another. */
function stayed(
  keys: Keys['ids'],
  times: Float64Array,
  starts: Float64Array,
  ends: Float64Array,
  last: Int32Array,
  rowOf: Int32Array,
  first: number,
): number {
  for (let i = first; i < rowOf.length; i++) {
    const id = keys[i] ?? 0;
    const time = times[i] ?? 0;
    if (!(time >= (starts[id] ?? 0) && time < (ends[id] ?? 0) && Number.isInteger(time))) return i;
    rowOf[i] = last[id] ?? 0;
  }
  return rowOf.length;
}

/** Numbers the rows as they come. */
function numbered(touched: Touched[]): (key: string, span: Span) => number {
  const known = new Map<string, number>();
  return (key, { start, end, closes }) => {
    const name = `${start}/${key}`;
    const n = known.get(name) ?? touched.push({ key, start, end, closes }) - 1;
    known.set(name, n);
    return n;
  };
}
