import type { Fold, Partials } from './fold.ts';
import { decode, encode } from './json.ts';
import { byClosing, type RowHead } from './row.ts';
import type { Millis } from './time.ts';

/** A row as the store keeps it: the partials as JSON. One that is not final is also the window's state. */
export interface SavedRow extends RowHead {
  readonly partials: string;
}

interface OpenRow {
  readonly key: string;
  readonly start: Millis;
  readonly end: Millis;
  readonly closes: Millis;
  final: boolean;
  partials: Partials;
}

/** The windows that are not final yet, each with its partials: the state of a window operator, and its rows. */
export class OpenRows {
  #saved: readonly SavedRow[];
  readonly #rows = new Map<Millis, Map<string, OpenRow>>();
  readonly #dirty = new Set<OpenRow>();
  #fold: Pick<Fold<never>, 'save'> | undefined;

  constructor(saved: readonly SavedRow[]) {
    this.#saved = saved;
  }

  /** The window operator says what the rows hold, once, before it touches one. */
  use(fold: Pick<Fold<never>, 'save' | 'load'>): void {
    if (this.#fold === fold) return;
    this.#fold = fold;
    for (const { partials, ...head } of this.#saved) {
      this.#of(head.start).set(head.key, { ...head, partials: fold.load(decode(partials)) });
    }
    this.#saved = [];
  }

  get(start: Millis, key: string): Partials | undefined {
    return this.#rows.get(start)?.get(key)?.partials;
  }

  set(key: string, start: Millis, end: Millis, closes: Millis, partials: Partials): void {
    const rows = this.#of(start);
    let row = rows.get(key);
    if (row) row.partials = partials;
    else {
      row = { key, start, end, closes, final: false, partials };
      rows.set(key, row);
    }
    this.#dirty.add(row);
  }

  /** The rows that the watermark has closed, in closing order. They leave, and the next commit writes them as final. */
  close(watermark: Millis): { readonly head: RowHead; readonly partials: Partials }[] {
    const closed: OpenRow[] = [];
    for (const [start, rows] of this.#rows) {
      for (const row of rows.values()) {
        if (row.closes > watermark) continue;
        row.final = true;
        rows.delete(row.key);
        closed.push(row);
      }
      if (rows.size === 0) this.#rows.delete(start);
    }
    for (const row of closed) this.#dirty.add(row);
    return closed.sort(byClosing).map(({ partials, ...head }) => ({ head, partials }));
  }

  get dirty(): number {
    return this.#dirty.size;
  }

  takeDirty(): SavedRow[] {
    const fold = this.#fold;
    if (!fold) return [];
    const saved = [...this.#dirty].map(({ partials, ...head }) => ({ ...head, partials: encode(fold.save(partials)) }));
    this.#dirty.clear();
    return saved.sort(byClosing);
  }

  #of(start: Millis): Map<string, OpenRow> {
    let rows = this.#rows.get(start);
    if (!rows) {
      rows = new Map();
      this.#rows.set(start, rows);
    }
    return rows;
  }
}
