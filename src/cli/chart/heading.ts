import { type Heading, windowOf } from '../../charts/heading.ts';
import { betweenText } from '../../charts/times.ts';
import { iso } from '../../core/time.ts';
import type { KeptView } from '../kept-view.ts';
import { noRows } from '../nothing-found.ts';
import { counted } from '../output.ts';
import type { Seen } from './seen.ts';

interface Named {
  readonly title?: string;
  readonly field: readonly string[];
  readonly key?: string;
}

/** What stands above a chart of a view: what it is of, of which time, as of when, and why there may be nothing. */
export async function headingOf(
  view: string,
  kept: KeptView,
  all: Seen,
  { title, field, key }: Named,
): Promise<Heading> {
  const { windows, range, at, updated } = all;
  const heads = windows.map(({ head }) => head);
  const window = windowOf(heads);
  const open = new Set(heads.filter(({ final }) => !final).map(({ start }) => start)).size;
  const still = open === 0 || window === undefined ? [] : [`${counted(open, 'window')} still open`];
  const empty = at === undefined ? await noRows(kept, view, range) : `${view} had no final rows at ${iso(at)}`;
  return {
    title: title ?? `${view}, ${field.join(' and ')}${key === undefined ? '' : ` of ${key}`}`,
    subtitle: [...(window ? [betweenText(window.from, window.to)] : []), ...still].join(' · '),
    updated,
    ...(windows.length === 0 && { empty: `${empty}.` }),
  };
}
