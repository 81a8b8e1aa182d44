import { decode, encode } from './json.ts';
import { OpenRows, type SavedRow } from './open-rows.ts';
import { compareText } from './row.ts';

/** A cell as the store keeps it; `value` undefined deletes it. */
export interface CellWrite {
  readonly name: string;
  readonly key: string;
  readonly value: string | undefined;
}

export interface SavedState {
  readonly cells: readonly { readonly name: string; readonly key: string; readonly value: string }[];
  readonly rows: readonly SavedRow[];
}

/**
 * State of one operator, by key. A value is JSON, and counts as changed only when `set` says so; one that is no object
 * only where it is another one than before.
 */
export class Cells<S> {
  readonly #values = new Map<string, S>();
  readonly #dirty = new Set<string>();

  get(key: string): S | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: S): void {
    // An object may have been changed in place.
    if (typeof value !== 'object' && value !== undefined && Object.is(this.#values.get(key), value)) return;
    this.#values.set(key, value);
    this.#dirty.add(key);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#dirty.add(key);
  }

  get size(): number {
    return this.#values.size;
  }

  /** Sorted by key, so that no result depends on the order in which keys came. */
  *[Symbol.iterator](): IterableIterator<[string, S]> {
    yield* [...this.#values].sort(([a], [b]) => compareText(a, b));
  }

  restore(key: string, value: S): void {
    this.#values.set(key, value);
  }

  get dirty(): number {
    return this.#dirty.size;
  }

  takeDirty(name: string): CellWrite[] {
    const writes = [...this.#dirty].sort(compareText).map((key) => {
      const value = this.#values.get(key);
      return { name, key, value: value === undefined ? undefined : encode(value) };
    });
    this.#dirty.clear();
    return writes;
  }
}

/** Where a task keeps its counters: how many records came, were folded, were dropped as duplicates … */
export const COUNTS = 'counts';

/** All that a task remembers between batches. A commit takes what changed; after a failed one it is thrown away. */
export class State {
  readonly rows: OpenRows;
  readonly #cells = new Map<string, Cells<unknown>>();

  constructor(saved: SavedState = { cells: [], rows: [] }) {
    this.rows = new OpenRows(saved.rows);
    for (const { name, key, value } of saved.cells) this.cells(name).restore(key, decode(value));
  }

  /** The cells that the operator declared under `name`. */
  cells<S>(name: string): Cells<S> {
    let cells = this.#cells.get(name);
    if (!cells) {
      cells = new Cells<unknown>();
      this.#cells.set(name, cells);
    }
    return cells as Cells<S>;
  }

  /** Adds to a counter that is committed with the position, and so is exact after any crash. */
  count(what: string, n = 1): void {
    if (n === 0) return;
    const counts = this.cells<number>(COUNTS);
    counts.set(what, (counts.get(what) ?? 0) + n);
  }

  get counts(): Record<string, number> {
    return Object.fromEntries(this.cells<number>(COUNTS));
  }

  /** How many rows and cells a commit would write. */
  get dirty(): number {
    let n = this.rows.dirty;
    for (const cells of this.#cells.values()) n += cells.dirty;
    return n;
  }

  takeDirtyCells(): CellWrite[] {
    return [...this.#cells].sort(([a], [b]) => compareText(a, b)).flatMap(([name, cells]) => cells.takeDirty(name));
  }
}

/** The counters among saved cells, those of several partitions added up. */
export function countsOf(cells: Iterable<SavedState['cells'][number]>): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const { name, key, value } of cells) {
    if (name === COUNTS) totals[key] = (totals[key] ?? 0) + Number(decode(value));
  }
  return totals;
}
