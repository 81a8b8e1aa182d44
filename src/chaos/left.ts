import type { SavedRow } from '../core/open-rows.ts';
import type { SavedState } from '../core/state.ts';
import type { Commit } from '../store/store.ts';

/** What the commits of one partition have left, as any store would keep it. */
export class Left {
  readonly #cells = new Map<string, SavedState['cells'][number]>();
  readonly #rows = new Map<string, SavedRow>();

  commit({ cells, rows }: Pick<Commit, 'cells' | 'rows'>): void {
    for (const { name, key, value } of cells) {
      const id = JSON.stringify([name, key]);
      if (value === undefined) this.#cells.delete(id);
      else this.#cells.set(id, { name, key, value });
    }
    for (const row of rows) this.#rows.set(JSON.stringify([row.start, row.key]), row);
  }

  get cells(): SavedState['cells'] {
    return [...this.#cells.values()];
  }

  get rows(): readonly SavedRow[] {
    return [...this.#rows.values()];
  }

  /** What the next task begins with. */
  get open(): SavedState {
    return { cells: this.cells, rows: this.rows.filter(({ final }) => !final) };
  }
}
