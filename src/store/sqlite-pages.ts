import { byClosing, type RowPlace } from '../core/row.ts';
import type { Millis } from '../core/time.ts';
import { forgottenMeanwhile } from './forgotten.ts';
import type { Connection } from './sqlite-connection.ts';
import { type RowColumns, scopeText, toRow } from './sqlite-rows.ts';
import type { RowRange, Scope, StoredRow } from './store.ts';
import { toText } from './text.ts';

/** Rows are read in pages of so many: a slow consumer holds neither a snapshot of the file nor much memory. */
const PAGE = 500;

/** In (start, key, partition) order; a PipelineError LOG where rows are forgotten that were still to be read. */
export function rowsIn(db: Connection, scope: Scope, { from, to, key }: RowRange): AsyncIterable<StoredRow> {
  const of = scopeText(scope);
  const only = key === undefined ? undefined : toText(key);
  const first: Place = { closes: -Infinity, start: from ?? -Infinity, key: '', partition: '' };
  return paged(db, first, ({ closes, start, key: place, partition }) => {
    const page =
      only === undefined
        ? db.all<RowColumns>(ROWS, of, start, place, partition, to ?? Infinity)
        : db.all<RowColumns>(ROWS_OF_KEY, of, only, start, partition, to ?? Infinity);
    // Asked for behind the page: what was forgotten before it was read is known by now.
    const gone = db.get<RowPlace>(LAST_FORGOTTEN, of);
    if (gone && closes > -Infinity && byClosing({ closes, start, key: place }, gone) <= 0)
      throw forgottenMeanwhile(scope);
    return page;
  });
}

/** In (closes, start, key, partition) order. */
export function closingIn(
  db: Connection,
  scope: Scope,
  after: RowPlace | undefined,
  until: Millis,
): AsyncIterable<StoredRow> {
  const of = scopeText(scope);
  const { closes, start, key } = after ?? { closes: -Infinity, start: -Infinity, key: '' };
  const first: Place = { closes, start, key: after ? justBehind(toText(key)) : '', partition: '' };
  return paged(db, first, (from) => db.all(CLOSING, of, from.closes, from.start, from.key, from.partition, until));
}

async function* paged(
  db: Connection,
  first: Place,
  page: (from: Place) => readonly RowColumns[],
): AsyncIterable<StoredRow> {
  for (let place = first; ; ) {
    const found = await db.whenFree(() => page(place));
    yield* found.map(toRow);
    const last = found.at(-1);
    if (!last || found.length < PAGE) return;
    place = { ...last, partition: justBehind(last.partition) };
  }
}

const ROWS = `SELECT * FROM rows WHERE scope = ? AND (start, key, partition) >= (?, ?, ?) AND start < ?
  ORDER BY start, key, partition LIMIT ${PAGE}`;
const ROWS_OF_KEY = `SELECT * FROM rows WHERE scope = ? AND key = ? AND (start, partition) >= (?, ?) AND start < ?
  ORDER BY start, partition LIMIT ${PAGE}`;
const CLOSING = `SELECT * FROM rows WHERE scope = ? AND (closes, start, key, partition) >= (?, ?, ?, ?) AND closes <= ?
  ORDER BY closes, start, key, partition LIMIT ${PAGE}`;
export const LAST_FORGOTTEN = 'SELECT closes, start, key FROM forgotten WHERE scope = ?';

/** Where a page begins, as columns hold it. */
type Place = Pick<RowColumns, 'closes' | 'start' | 'key' | 'partition'>;

/** The text that follows in the order of columns, with no other between them. */
const justBehind = (column: string): string => `${column}\0`;
