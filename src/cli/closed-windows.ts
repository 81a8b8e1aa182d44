import type { Fold } from '../core/fold.ts';
import type { RowPlace } from '../core/row.ts';
import type { Millis } from '../core/time.ts';
import { finalRows } from '../runtime/view.ts';
import type { Scope, StoreReader } from '../store/store.ts';
import { type Total, totalOf, type UsdRow } from './live-table.ts';

const PAGE = 1_000;

export interface ClosedWindow extends Total {
  readonly start: Millis;
  readonly symbols: number;
}

/** Tells each window of a view once, when it is final, in the order in which they close. */
export class ClosedWindows {
  readonly #store: StoreReader;
  readonly #fold: Fold<never>;
  #after: RowPlace | undefined;

  constructor(store: StoreReader, fold: Fold<never>) {
    this.#store = store;
    this.#fold = fold;
  }

  /** Those that closed since it was asked last. All keys of a window close together, so none is told in parts. */
  async next(scope: Scope): Promise<readonly ClosedWindow[]> {
    const closed: UsdRow[] = [];
    for (let more = true; more; ) {
      const page = await finalRows(this.#store, scope, this.#fold, this.#after, PAGE);
      closed.push(...(page as UsdRow[]));
      this.#after = page.at(-1) ?? this.#after;
      more = page.length === PAGE;
    }
    const windows = [...Map.groupBy(closed, ({ start }) => start)];
    return windows.map(([start, rows]) => ({ start, symbols: rows.length, ...totalOf(rows) }));
  }
}
