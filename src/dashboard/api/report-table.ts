import { worth } from '../../charts/worth.ts';
import { foldOf } from '../../core/pipeline.ts';
import type { Row } from '../../core/row.ts';
import { addsUp, inDollars, numberAt } from '../../views/fields.ts';
import { grouped } from '../../views/groups.ts';
import type { FoundView } from '../documents/found.ts';

/** What is added up for each key, as exact decimals. */
export interface KeyTable {
  readonly view: string;
  /** All of it in a sentence. */
  readonly total: string;
  /** Those of dollars end in `, $`. */
  readonly columns: readonly string[];
  /** The greatest first. */
  readonly rows: readonly { readonly key: string; readonly cells: readonly string[] }[];
  readonly sum: readonly string[];
  /** How many rows more there are. */
  readonly more: number;
}

/** Of the first view that adds dollars up; where none does, of the first that adds anything up; null: there is none. */
export function keyTable(views: readonly FoundView[]): KeyTable | null {
  const tables = views.flatMap((view) => tableOf(view) ?? []);
  return tables.find(({ columns }) => columns.some((name) => name.endsWith(DOLLARS))) ?? tables[0] ?? null;
}

function tableOf({ view, found }: FoundView): KeyTable | undefined {
  if (!('seen' in found) || found.seen.windows.length === 0) return undefined;
  const fold = foldOf(view.pipeline);
  const fields = fold.names.filter((name) => addsUp(fold, name));
  const by = fields.find((name) => inDollars(fold, name)) ?? fields[0];
  if (by === undefined) return undefined;
  const { windows } = found.seen;
  const keys = grouped(fold, windows, ({ key }) => key).toSorted(
    (a, b) => (numberAt(b, by) ?? 0) - (numberAt(a, by) ?? 0),
  );
  const [all] = grouped(fold, windows, () => '');
  if (!all) return undefined;
  const cellsOf = (row: Row): readonly string[] => {
    const exact: Readonly<Record<string, unknown>> = JSON.parse(JSON.stringify(row));
    return fields.map((name) => String(exact[name] ?? ''));
  };
  return {
    ...{ view: view.name, total: totalOf(all, fields), sum: cellsOf(all), more: Math.max(0, keys.length - ROWS_MAX) },
    columns: fields.map((name) => (inDollars(fold, name) ? `${name}${DOLLARS}` : name)),
    rows: keys.slice(0, ROWS_MAX).map((row) => ({ key: row.key, cells: cellsOf(row) })),
  };
}

const DOLLARS = ', $';
const ROWS_MAX = 500;

function totalOf(all: Row, fields: readonly string[]): string {
  const [trades, value, unpriced] = ['trades', 'value', 'unpriced'].map((name) => numberAt(all, name));
  if (trades != null && value != null && unpriced != null) return worth([{ trades, value, unpriced }]);
  return fields.map((name) => `${name} ${numberAt(all, name)?.toLocaleString('en-US') ?? '–'}`).join(' · ');
}
