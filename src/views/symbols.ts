import { PipelineError } from '../core/errors.ts';
import { printable } from '../core/table.ts';
import { iso, type Millis } from '../core/time.ts';
import type { KeptView } from './kept-view.ts';

/**
 * A key as the view writes it that is asked for in another case, among those of windows that start at `from` or later;
 * a PipelineError MISSING that names some of them where it is not there.
 */
export async function symbolIn(
  view: string,
  { store, scope }: KeptView,
  symbol: string,
  from: Millis,
): Promise<string> {
  const keys = new Set<string>();
  let rows = 0;
  for await (const { key } of store.rows(scope, { from })) {
    if (key.toLowerCase() === symbol.toLowerCase()) return key;
    keys.add(key);
    if (++rows === ROWS_MAX) break;
  }
  const named = [...keys].filter((key) => key !== '').sort();
  const others = named.length > NAMED_MAX ? ` and ${named.length - NAMED_MAX} more` : '';
  const has = named.length === 0 ? 'no rows at all' : `${named.slice(0, NAMED_MAX).map(printable).join(', ')}${others}`;
  throw new PipelineError('MISSING', `${view} has no ${printable(symbol)} from ${iso(from)} on; it has ${has}.`);
}

/** Rows that are looked through, at most: an hour of all that Binance trades. */
const ROWS_MAX = 50_000;
const NAMED_MAX = 20;
