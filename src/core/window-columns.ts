import type { Batch, Rejected } from './batch.ts';
import type { Columns } from './columns.ts';
import type { Fold } from './fold.ts';
import { isInTime, late, type Span, type Windows } from './window.ts';

/** The fields by which columns are put into windows, where they are fields and no functions. */
export interface WindowFields {
  readonly key: string;
  /** Undefined: all times are in one window. */
  readonly time: string | undefined;
}

/** A row that events of a batch fall into. */
interface Touched extends Span {
  readonly key: string;
}

/**
 * Folds the events of a batch that lie in columns as they would be folded one by one: by the law of aggregates, what a
 * batch comes to can be merged into the rows. Gives how many were folded, and those that were late; undefined where
 * events must be asked one by one, and then it has done nothing.
 */
export function foldColumns<T>(
  batch: Batch<T>,
  windows: Windows,
  fields: WindowFields,
  fold: Pick<Fold<never>, 'byColumns' | 'columns' | 'merge'>,
): { readonly folded: number; readonly rejected: readonly Rejected[] } | undefined {
  const { columns } = batch;
  const found = columns && fold.byColumns ? located(batch, columns, windows, fields) : undefined;
  const partials = columns && found && fold.columns(columns, found.rowOf, found.touched.length);
  if (!found || !partials) return undefined;
  const { touched, rejected } = found;
  const { rows } = batch.state;
  for (const [i, { key, start, end, closes }] of touched.entries()) {
    const more = partials[i] ?? [];
    const before = rows.get(start, key);
    rows.set(key, start, end, closes, before ? fold.merge(before, more) : more);
  }
  return { folded: columns.length - rejected.length, rejected };
}

/**
 * Where the events belong: event `i` to `touched[rowOf[i]]`, or to none if that is negative, for it is late. Undefined
 * where a column is missing, or an event has no window.
 */
function located<T>(batch: Batch<T>, columns: Columns<T>, { kind, place, size }: Windows, fields: WindowFields) {
  const keys = columns.texts(fields.key);
  const times = fields.time === undefined ? undefined : columns.numbers(fields.time);
  if (!keys || (fields.time !== undefined && !times)) return undefined;
  // Only among whole numbers does one window certainly begin where `place` says that the one before has ended.
  const whole = size === Number.POSITIVE_INFINITY || Number.isInteger(size);
  const touched: Touched[] = [];
  const numberOf = numbered(touched);
  // By the number of a key, of the row that its last event fell into: its number, and which times surely fall into it
  // again and are late nowhere in this batch. No time does for a start that is no number.
  const last = new Int32Array(keys.texts.length);
  const starts = new Float64Array(keys.texts.length).fill(Number.NaN);
  const ends = new Float64Array(keys.texts.length);
  const rowOf = new Int32Array(batch.memory(4 * columns.length), 0, columns.length);
  const rejected: Rejected[] = [];
  /** Puts event `i` where it belongs; false where it has no window. */
  const locate = (i: number): boolean => {
    const id = keys.ids[i] ?? 0;
    const span = place(times?.[i] ?? 0);
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
  const all = times ?? new Float64Array(columns.length);
  for (let i = 0; i < columns.length; i++) {
    const id = keys.ids[i] ?? 0;
    const time = all[i] ?? 0;
    if (time >= (starts[id] ?? 0) && time < (ends[id] ?? 0) && Number.isInteger(time)) rowOf[i] = last[id] ?? 0;
    else if (!locate(i)) return undefined;
  }
  return { touched, rowOf, rejected };
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
