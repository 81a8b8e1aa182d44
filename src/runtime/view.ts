import { PipelineError } from '../core/errors.ts';
import type { Fold } from '../core/fold.ts';
import { byClosing, type Row, type RowPlace } from '../core/row.ts';
import { END_OF_TIME, iso, type Millis } from '../core/time.ts';
import type { RowRange, Scope, StoreReader } from '../store/store.ts';
import { type Merged, merged, rowOf, settledIn } from './merged.ts';
import { WindowsBefore } from './windows-before.ts';

/** A pipeline's rows as its view shows them: merged by its fold over the partitions, in (start, key) order. */
export async function* viewRows(
  store: StoreReader,
  scope: Scope,
  fold: Fold<never>,
  range?: RowRange,
): AsyncGenerator<Row> {
  for await (const one of viewWindows(store, scope, fold, range)) yield rowOf(fold, one);
}

/** The same before their results are computed, for those who merge several of them. */
export async function* viewWindows(
  store: StoreReader,
  scope: Scope,
  fold: Fold<never>,
  range?: RowRange,
): AsyncGenerator<Merged> {
  const settled = await settledIn(store, scope);
  const windows = new WindowsBefore(store, scope, fold, range?.key);
  yield* merged(fold, store.rows(scope, range), settled, windows);
}

/**
 * At most `limit` final rows behind `after` that have closed by `until`, in closing order; without `after` those that
 * are still kept. A PipelineError LOG where a row behind `after` has been forgotten, so that nobody takes what is left
 * for all there was. `windows`: one for all the pages that one asks for.
 */
export async function finalRows(
  store: StoreReader,
  scope: Scope,
  fold: Fold<never>,
  after: RowPlace | undefined,
  limit: number,
  until: Millis = END_OF_TIME,
  windows: WindowsBefore = new WindowsBefore(store, scope, fold),
): Promise<Row[]> {
  const settled = await settledIn(store, scope);
  const rows: Row[] = [];
  const closed = store.closing(scope, after, Math.min(until, settled.over ? END_OF_TIME : settled.watermark));
  for await (const one of merged(fold, closed, settled, windows)) {
    if (one.head.final) {
      rows.push(rowOf(fold, one));
      if (fold.joins) windows.add(one.head.key, one.head.start, one.partials);
    }
    if (rows.length === limit) break;
  }
  return behindForgotten(store, scope, after, rows);
}

/** The rows that may be shown: asked for behind them, what was forgotten before they were read is known by now. */
async function behindForgotten<R extends RowPlace>(
  store: StoreReader,
  scope: Scope,
  after: RowPlace | undefined,
  rows: R[],
): Promise<R[]> {
  const forgotten = await store.forgotten(scope);
  if (!forgotten) return rows;
  if (!after) return rows.filter((row) => byClosing(row, forgotten) > 0);
  if (byClosing(after, forgotten) >= 0) return rows;
  throw new PipelineError(
    'LOG',
    `Rows of ${scope.pipeline} that closed up to ${iso(forgotten.closes)} have been forgotten, and were read up to ` +
      `${iso(after.closes)} only: let its view keep them for longer, and run what reads them with --rebuild.`,
  );
}
