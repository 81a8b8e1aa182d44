import { countsOf, type SavedState } from '../core/state.ts';

/** The counters of all partitions, added up. Cells that are no counters are passed over. */
export function totalCounts(cells: Iterable<SavedState['cells'][number]>): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const cell of cells) {
    for (const [what, n] of Object.entries(countsOf([cell]))) totals[what] = (totals[what] ?? 0) + n;
  }
  return totals;
}
