import { byClosing, type RowPlace } from '../core/row.ts';
import type { Millis } from '../core/time.ts';
import { forgottenMeanwhile } from './forgotten.ts';
import type { Connection } from './redis-connection.ts';
import { behindPlace, DIGITS, digitsOf, listed, placeOf } from './redis-member.ts';
import { ROWS } from './redis-pages.ts';
import { storedRow } from './redis-row.ts';
import type { RowRange, Scope, StoredRow } from './store.ts';

/** Rows are read in pages of so many: a slow consumer holds nothing up, and not much memory. */
const PAGE = 500;
/** There is no order by key: those of one are looked for among so many at once. */
const LOOKED_THROUGH = 10_000;

/** In (start, key, partition) order; a PipelineError LOG where rows are forgotten that were still to be read. */
export function rowsIn(
  db: Connection,
  at: string,
  scope: Scope,
  { from = -Infinity, to = Infinity, key }: RowRange,
): AsyncIterable<StoredRow> {
  const of = key === undefined ? '' : listed([key]);
  const range = { order: 'starting', skip: 0, from: `[${digitsOf(from)}`, to: `(${digitsOf(to)}`, of };
  return paged(db, at, range, (last, gone) => {
    if (byClosing(last, gone) <= 0) throw forgottenMeanwhile(scope);
  });
}

/** In (closes, start, key, partition) order. */
export function closingIn(
  db: Connection,
  at: string,
  after: RowPlace | undefined,
  until: Millis,
): AsyncIterable<StoredRow> {
  const from = after ? `[${behindPlace(after)}` : '-';
  // Behind all digits there are.
  return paged(db, at, { order: 'closing', skip: DIGITS, from, to: `(${digitsOf(until)}g`, of: '' }, () => {});
}

interface Range {
  readonly order: string;
  /** Digits in front of the members. */
  readonly skip: number;
  readonly from: string;
  readonly to: string;
  readonly of: string;
}

type Page = readonly [rows: readonly string[], forgotten: string, end: string, place: string];

/** `check`: is told, where rows were forgotten behind a page, the place of its last one, and up to where they went. */
async function* paged(
  db: Connection,
  at: string,
  { order, skip, from, to, of }: Range,
  check: (last: RowPlace, gone: RowPlace) => void,
): AsyncGenerator<StoredRow> {
  const size = of === '' ? PAGE : LOOKED_THROUGH;
  let before: { readonly gone: string; readonly place: string } | undefined;
  for (let next = from; ; ) {
    const [found, gone, end, place] = (await db.run(ROWS, [at], [order, skip, next, to, of, size])) as Page;
    if (before && gone !== before.gone) check(placeOf(before.place), placeOf(gone));
    for (let i = 0; i < found.length; i += 2) yield storedRow(found[i] ?? '', found[i + 1] ?? '');
    if (end === '') return;
    before = { gone, place };
    next = `(${end}`;
  }
}
