import { flat } from '../../core/flat.ts';
import { foldOf } from '../../core/pipeline.ts';
import { rowOf } from '../../runtime/merged.ts';
import type { FoundView } from './found.ts';
import type { ShownRows } from './view-shapes.ts';

/**
 * The last 20 rows of a key, as far back as the charts of the view go, by their exact JSON; the newest first. Their key
 * and whether they are final, which is said of each by itself, stand in no column.
 */
export function lastRows({ view, found }: FoundView, key: string): readonly ShownRows[] {
  if (!('seen' in found)) return [];
  const fold = foldOf(view.pipeline);
  const windows = found.seen.windows.filter(({ head }) => head.key === key).slice(-ROWS_MAX);
  const rows = windows.toReversed().map((window) => ({ final: window.head.final, cells: flat(rowOf(fold, window)) }));
  const names = [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))];
  // What is empty in one row stands in several columns in another.
  const columns = names.filter((name) => !SAID.has(name) && !names.some((other) => other.startsWith(`${name}.`)));
  const cellOf = (value: unknown) =>
    value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
  return [
    {
      ...{ view: view.name, columns },
      rows: rows.map(({ final, cells }) => ({ final, cells: columns.map((name) => cellOf(cells.get(name))) })),
    },
  ];
}

const ROWS_MAX = 20;
const SAID: ReadonlySet<string> = new Set(['key', 'final']);
