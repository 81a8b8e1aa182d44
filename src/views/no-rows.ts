import { printable } from '../core/table.ts';
import { iso } from '../core/time.ts';
import { grouped } from '../core/words.ts';
import type { RowRange } from '../store/store.ts';
import type { KeptView } from './kept-view.ts';
import { reckoning } from './reckoning.ts';

/** Says that a view has no such rows, and where it has none of the key at all, of which it has some. */
export async function noRows(kept: KeptView, view: string, { from, to, key }: RowRange): Promise<string> {
  const of = key === undefined ? '' : ` of ${printable(key)}`;
  const begin = from === undefined ? '' : ` from ${iso(from)}${to === undefined ? ' on' : ''}`;
  const end = to === undefined ? '' : `${from === undefined ? ' before' : ' to'} ${iso(to)}`;
  const keys = key === undefined || (await hasKey(kept, key)) ? [] : await keysLike(kept, key);
  const named = keys.slice(0, KEYS_MAX).map(printable).join(', ');
  const others = keys.length > KEYS_MAX ? ` and ${keys.length - KEYS_MAX} more` : '';
  const some = keys.length > 0 ? `; it has: ${named}${others}` : await setAside(kept);
  return `${view} has no rows${of}${begin}${end}${some}`;
}

/** Where there is no row at all, what became of the records instead. */
async function setAside(kept: KeptView): Promise<string> {
  const { store, scope } = kept;
  for await (const _ of store.rows(scope)) return '';
  const away = reckoning(await store.counts(scope)).setAside;
  return away === 0 ? '' : `; ${grouped(away)} set aside: millrace dead ${scope.pipeline}`;
}

export async function hasKey({ store, scope }: KeptView, key: string): Promise<boolean> {
  for await (const _ of store.rows(scope, { key })) return true;
  return false;
}

/** The one that differs in case alone; where there is none, all of them. */
async function keysLike({ store, scope }: KeptView, key: string): Promise<readonly string[]> {
  const keys = new Set<string>();
  let rows = 0;
  for await (const row of store.rows(scope)) {
    if (row.key.toLowerCase() === key.toLowerCase()) return [row.key];
    keys.add(row.key);
    if (++rows === ROWS_MAX) break;
  }
  return [...keys].sort();
}

/** Rows that are looked through for their keys, at most. */
const ROWS_MAX = 10_000;
/** Keys that are named, at most. */
const KEYS_MAX = 8;
