import { windowOf } from '../charts/heading.ts';
import { betweenText } from '../charts/times.ts';
import type { Heading } from '../core/chart.ts';
import { iso } from '../core/time.ts';
import { counted } from '../core/words.ts';
import type { KeptView } from './kept-view.ts';
import { noRows } from './no-rows.ts';
import type { Seen } from './seen.ts';

interface Named {
  readonly title?: string | undefined;
  readonly fields: readonly string[];
  readonly key?: string | undefined;
}

/** What stands above a chart of a view: what it is of, of which time, as of when, and why there may be nothing. */
export async function headingOf(
  view: string,
  kept: KeptView,
  { windows, range, at, updated }: Seen,
  { title, fields, key }: Named,
): Promise<Heading> {
  const heads = windows.map(({ head }) => head);
  const window = windowOf(heads);
  const open = new Set(heads.filter(({ final }) => !final).map(({ start }) => start)).size;
  const still = open === 0 || window === undefined ? [] : [`${counted(open, 'window')} still open`];
  const of = key === undefined ? '' : ` of ${key}`;
  const heading = {
    title: title ?? (fields.length > 0 ? `${view}, ${fields.join(' and ')}${of}` : `${view}${of}`),
    subtitle: [...(window ? [betweenText(window.from, window.to)] : []), ...still].join(' · '),
    updated,
  };
  if (windows.length > 0) return heading;
  const empty = at === undefined ? await noRows(kept, view, range) : `${view} had no final rows at ${iso(at)}`;
  return { ...heading, empty: `${empty}.` };
}
