import type { Fold } from './fold.ts';
import { decode, encode } from './json.ts';
import type { Partials } from './partials.ts';
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
  /** It has changed since it was written last. */
  dirty: boolean;
}

/** The windows that are not final yet, each with its partials: the state of a window operator, and its rows. */
export class OpenRows {
  #saved: readonly SavedRow[];
  readonly #rows = new Map<Millis, Map<string, OpenRow>>();
  #dirty: OpenRow[] = [];
  #fold: Pick<Fold<never>, 'save'> | undefined;
  /** The row that was looked up last, and its window: most events fall into the window of the one before. */
  #row: OpenRow | undefined;
  #start = Number.NaN;
  #window: Map<string, OpenRow> = new Map();

  constructor(saved: readonly SavedRow[]) {
    this.#saved = saved;
  }

  /** The window operator says what the rows hold, once, before it touches one. */
  use(fold: Pick<Fold<never>, 'save' | 'load'>): void {
    if (this.#fold === fold) return;
    this.#fold = fold;
    for (const { partials, ...head } of this.#saved) {
      this.#of(head.start).set(head.key, { ...head, partials: fold.load(decode(partials)), dirty: false });
    }
    this.#saved = [];
  }

  get(start: Millis, key: string): Partials | undefined {
    return this.#find(start, key)?.partials;
  }

  set(key: string, start: Millis, end: Millis, closes: Millis, partials: Partials): void {
    let row = this.#find(start, key);
    if (row) row.partials = partials;
    else {
      row = { key, start, end, closes, final: false, partials, dirty: false };
      this.#of(start).set(key, row);
    }
    this.#touch(row);
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
    this.#row = undefined;
    this.#start = Number.NaN;
    for (const row of closed) this.#touch(row);
    return closed.sort(byClosing).map((row) => ({ head: headOf(row), partials: row.partials }));
  }

  get dirty(): number {
    return this.#dirty.length;
  }

  takeDirty(): SavedRow[] {
    const fold = this.#fold;
    if (!fold) return [];
    const saved = this.#dirty.map((row) => ({ ...headOf(row), partials: encode(fold.save(row.partials)) }));
    for (const row of this.#dirty) row.dirty = false;
    this.#dirty = [];
    return saved.sort(byClosing);
  }

  #touch(row: OpenRow): void {
    if (row.dirty) return;
    row.dirty = true;
    this.#dirty.push(row);
  }

  #find(start: Millis, key: string): OpenRow | undefined {
    const last = this.#row;
    if (last !== undefined && last.start === start && last.key === key) return last;
    this.#row = start === this.#start ? this.#window.get(key) : this.#rows.get(start)?.get(key);
    return this.#row;
  }

  #of(start: Millis): Map<string, OpenRow> {
    let rows = this.#rows.get(start);
    if (!rows) {
      rows = new Map();
      this.#rows.set(start, rows);
    }
    this.#start = start;
    this.#window = rows;
    return rows;
  }
}

const headOf = ({ key, start, end, closes, final }: OpenRow): RowHead => ({ key, start, end, closes, final });
