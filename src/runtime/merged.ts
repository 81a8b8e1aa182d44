import { type Fold, JOINED_WITHIN } from '../core/fold.ts';
import { decode } from '../core/json.ts';
import type { Partials } from '../core/partials.ts';
import type { Row, RowHead } from '../core/row.ts';
import type { Millis } from '../core/time.ts';
import { type Scope, type StoredRow, type StoreReader, settledWatermark } from '../store/store.ts';
import type { WindowsBefore } from './windows-before.ts';

/** What cannot change any more. */
export interface Settled {
  /** What has closed by then. */
  readonly watermark: Millis;
  /** All partitions have ended: what they closed at that is final, what they left open is not, for another may come. */
  readonly over: boolean;
}

/** To be asked before the rows: what it says is final then cannot change any more while they are read. */
export async function settledIn(store: StoreReader, scope: Scope): Promise<Settled> {
  const roster = await store.roster(scope);
  return { watermark: settledWatermark(roster), over: roster.every(({ ended }) => ended) };
}

/** A row before its results are computed. */
export interface Merged {
  readonly head: RowHead;
  readonly partials: Partials;
  /** Of the row of its key before it, where results join on to that. */
  readonly before: Partials | undefined;
}

export const rowOf = (fold: Fold<never>, { head, partials, before }: Merged): Row =>
  fold.row(head, partials, before) as Row;

/**
 * The rows of all partitions as those of the view. Rows of one window and key stand together in the store's orders,
 * partition after partition. `windows`: what stood before the first of each key.
 */
export async function* merged(
  fold: Fold<never>,
  rows: AsyncIterable<StoredRow>,
  settled: Settled,
  windows: WindowsBefore,
): AsyncGenerator<Merged> {
  let first: StoredRow | undefined;
  let partials: Partials = [];
  const last = new Map<string, { readonly start: Millis; readonly partials: Partials }>();
  const beforeIt = async (head: RowHead): Promise<Partials | undefined> => {
    const before = last.get(head.key);
    if (!before) return windows.of(head);
    return head.start - before.start <= JOINED_WITHIN ? before.partials : undefined;
  };
  const over = async ({ key, start, end, closes, final }: StoredRow): Promise<Merged> => {
    const head = { key, start, end, closes, final: closes <= settled.watermark || (settled.over && final) };
    const before = fold.joins ? await beforeIt(head) : undefined;
    if (fold.joins) last.set(key, { start, partials });
    return { head, partials, before };
  };
  for await (const next of rows) {
    const loaded = fold.load(decode(next.partials));
    if (first && first.start === next.start && first.key === next.key) {
      partials = fold.merge(partials, loaded);
      first = { ...first, final: first.final && next.final };
    } else {
      if (first) yield await over(first);
      first = next;
      partials = loaded;
    }
  }
  if (first) yield await over(first);
}
