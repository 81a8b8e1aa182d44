import { type Fold, JOINED_WITHIN } from '../core/fold.ts';
import { decode } from '../core/json.ts';
import type { Partials } from '../core/partials.ts';
import { compareText } from '../core/row.ts';
import { type Enrolled, type StoredRow, settledWatermark } from '../store/store.ts';

/**
 * The rows of all partitions as a view shows them, by a plain merge, each as JSON under its key and start. `final`:
 * what to say of each instead of when it became final, which is another moment for each cut into partitions.
 */
export function merged(
  fold: Fold<never>,
  rows: readonly StoredRow[],
  roster: readonly Enrolled[],
  final?: boolean,
): ReadonlyMap<string, string> {
  const settled = settledWatermark(roster);
  const over = roster.every(({ ended }) => ended);
  const sorted = rows.toSorted((a, b) => a.start - b.start || compareText(a.partition, b.partition));
  const last = new Map<string, { readonly start: number; readonly partials: Partials }>();
  return new Map(
    [...Map.groupBy(sorted, rowId)].map(([id, parts]) => {
      const partials = parts
        .map((part): Partials => fold.load(decode(part.partials)))
        .reduce((all, one) => fold.merge(all, one));
      const [{ key, start, end, closes } = none] = parts;
      const isFinal = closes <= settled || (over && parts.every((part) => part.final));
      const before = last.get(key);
      last.set(key, { start, partials });
      const joins = before && before.start >= start - JOINED_WITHIN ? before.partials : undefined;
      return [id, JSON.stringify(fold.row({ key, start, end, closes, final: final ?? isFinal }, partials, joins))];
    }),
  );
}

/** Sorts by start, then by key; unless a window starts before 1970. */
export const rowId = ({ key, start }: { readonly key: string; readonly start: number }): string =>
  `${String(start).padStart(14, '0')} ${key}`;

const none = { key: '', start: 0, end: 0, closes: 0 };
