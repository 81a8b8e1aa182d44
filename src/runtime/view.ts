import { PipelineError } from '../core/errors.ts';
import type { Fold, Partials } from '../core/fold.ts';
import { decode } from '../core/json.ts';
import { byClosing, type Row, type RowPlace } from '../core/row.ts';
import { END_OF_TIME, iso, type Millis } from '../core/time.ts';
import { type RowRange, type Scope, type StoredRow, type StoreReader, settledWatermark } from '../store/store.ts';

/** A pipeline's rows as its view shows them: merged by its fold over the partitions, in (start, key) order. */
export async function* viewRows(
  store: StoreReader,
  scope: Scope,
  fold: Fold<never>,
  range?: RowRange,
): AsyncGenerator<Row> {
  const settled = await settledIn(store, scope);
  yield* merged(fold, store.rows(scope, range), settled);
}

/**
 * At most `limit` final rows behind `after`, in closing order; without it those that are still kept. A PipelineError
 * LOG where a row behind `after` has been forgotten, so that nobody takes what is left for all there was.
 */
export async function finalRows(
  store: StoreReader,
  scope: Scope,
  fold: Fold<never>,
  after: RowPlace | undefined,
  limit: number,
): Promise<Row[]> {
  const settled = await settledIn(store, scope);
  const rows: Row[] = [];
  const until = settled.over ? END_OF_TIME : settled.watermark;
  for await (const row of merged(fold, store.closing(scope, after, until), settled)) {
    if (row.final) rows.push(row);
    if (rows.length === limit) break;
  }
  // Asked for behind the rows: what was forgotten before they were read is known by now.
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

/** What cannot change any more. */
interface Settled {
  /** What has closed by then. */
  readonly watermark: Millis;
  /** All partitions have ended: what they closed at that is final, what they left open is not, for another may come. */
  readonly over: boolean;
}

/** To be asked before the rows: what it says is final then cannot change any more while they are read. */
async function settledIn(store: StoreReader, scope: Scope): Promise<Settled> {
  const roster = await store.roster(scope);
  return { watermark: settledWatermark(roster), over: roster.every(({ ended }) => ended) };
}

/** Rows of one window and key stand together in the store's orders, partition after partition. */
async function* merged(fold: Fold<never>, rows: AsyncIterable<StoredRow>, settled: Settled): AsyncGenerator<Row> {
  let head: StoredRow | undefined;
  let partials: Partials = [];
  const row = ({ key, start, end, closes, final }: StoredRow) => {
    const over = closes <= settled.watermark || (settled.over && final);
    return fold.row({ key, start, end, closes, final: over }, partials) as Row;
  };
  for await (const next of rows) {
    const loaded = fold.load(decode(next.partials));
    if (head && head.start === next.start && head.key === next.key) {
      partials = fold.merge(partials, loaded);
      head = { ...head, final: head.final && next.final };
    } else {
      if (head) yield row(head);
      head = next;
      partials = loaded;
    }
  }
  if (head) yield row(head);
}
