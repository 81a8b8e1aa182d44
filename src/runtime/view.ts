import type { Fold, Partials } from '../core/fold.ts';
import { decode } from '../core/json.ts';
import type { Row } from '../core/row.ts';
import type { RowCursor } from '../core/source.ts';
import { END_OF_TIME, type Millis, START_OF_TIME } from '../core/time.ts';
import type { Enrolled, RowRange, Scope, StoredRow, StoreReader } from '../store/store.ts';

/** A pipeline's rows as its view shows them: merged by its fold over the partitions, in (start, key) order. */
export async function* viewRows(
  store: StoreReader,
  scope: Scope,
  fold: Fold<never>,
  range?: RowRange,
): AsyncGenerator<Row> {
  // The watermark first: what it says is final then cannot change any more while the rows are read.
  const watermark = leastWatermark(await store.roster(scope));
  yield* merged(fold, store.rows(scope, range), watermark);
}

/** At most `limit` final rows behind `after`, in closing order. */
export async function finalRows(
  store: StoreReader,
  scope: Scope,
  fold: Fold<never>,
  after: RowCursor | undefined,
  limit: number,
): Promise<Row[]> {
  const watermark = leastWatermark(await store.roster(scope));
  const rows: Row[] = [];
  for await (const row of merged(fold, store.closing(scope, after, watermark), watermark)) {
    rows.push(row);
    if (rows.length === limit) break;
  }
  return rows;
}

/**
 * How far event time has come in every partition that can still bring something: those that have not ended, and whose
 * parents have. It never falls, so what is final stays final.
 */
export function leastWatermark(roster: readonly Enrolled[]): Millis {
  if (roster.length === 0) return START_OF_TIME;
  const going = new Set(roster.filter(({ ended }) => !ended).map(({ partition }) => partition));
  const open = roster.filter(({ ended, parents }) => !ended && !parents.some((parent) => going.has(parent)));
  return open.reduce((least, { watermark }) => Math.min(least, watermark), END_OF_TIME);
}

/** Rows of one window and key stand together in the store's orders, partition after partition. */
async function* merged(fold: Fold<never>, rows: AsyncIterable<StoredRow>, watermark: Millis): AsyncGenerator<Row> {
  let head: StoredRow | undefined;
  let partials: Partials = [];
  const row = ({ key, start, end, closes }: StoredRow) =>
    fold.row({ key, start, end, closes, final: closes <= watermark }, partials) as Row;
  for await (const next of rows) {
    const loaded = fold.load(decode(next.partials));
    if (head && head.start === next.start && head.key === next.key) partials = fold.merge(partials, loaded);
    else {
      if (head) yield row(head);
      head = next;
      partials = loaded;
    }
  }
  if (head) yield row(head);
}
