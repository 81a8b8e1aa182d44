import type { Chart, Heading } from '../core/chart.ts';
import { compareText } from '../core/row.ts';
import type { NumberFormat } from '../core/view-chart.ts';
import { counted } from '../core/words.ts';
import { type Bar, barsSpec } from './bars-spec.ts';
import { type LabelField, labelFrom, type NumberField, numberFrom } from './field.ts';
import { windowOf } from './heading.ts';
import { labelOf, textOf } from './numbers.ts';
import { sheet } from './sheet.ts';

export interface BarOptions<T> extends Heading {
  /** What a bar is called. */
  readonly x: LabelField<T>;
  /** How long it is. */
  readonly y: NumberField<T>;
  /** Default: si. */
  readonly format?: NumberFormat;
}

/**
 * A bar for each row, the greatest first, with its number beside it; what has no number stands last and says so. As
 * high as it has bars, more than 40 in columns beside each other, and at most 200: how many more there are, and what
 * they come to together, is said under the title.
 */
export function barChart<T>(rows: readonly T[], options: BarOptions<T>): Chart {
  const { format = 'si' } = options;
  const [nameOf, numberOf] = [labelFrom(options.x), numberFrom(options.y)];
  const all = rows.map((row) => ({ name: nameOf(row), n: numberOf(row) })).sort(byNumber);
  const [shown, rest] = [all.slice(0, BARS_MAX), all.slice(BARS_MAX)];
  const known = shown.filter(({ n }) => n !== null).length;
  const [first] = shown;
  return sheet(options, {
    ...{ marks: known, rows: rows.length, window: windowOf(rows) },
    notes: rest.length === 0 ? [] : [restText(rest, format)],
    alt: `${counted(shown.length, 'bar')}, the greatest is ${first?.name} with ${textOf(format, first?.n ?? 0)}.`,
    ...barsSpec(shown, format),
  });
}

const BARS_MAX = 200;

const byNumber = (a: Bar, b: Bar): number =>
  (b.n ?? Number.NEGATIVE_INFINITY) - (a.n ?? Number.NEGATIVE_INFINITY) || compareText(a.name, b.name);

function restText(rest: readonly Bar[], format: NumberFormat): string {
  const sum = rest.reduce((all, { n }) => all + (n ?? 0), 0);
  return `the ${BARS_MAX} greatest; ${counted(rest.length, 'row')} more, ${labelOf(format, sum)} together`;
}
