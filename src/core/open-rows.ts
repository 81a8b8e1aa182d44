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

/** Those of one start. */
interface Window {
  /** By key. */
  readonly rows: Map<string, OpenRow>;
  /** None of them closes before this, so that a commit need not look at each for what has closed. */
  closesFirst: Millis;
}

/** The windows that are not final yet, each with its partials: the state of a window operator, and its rows. */
export class OpenRows {
  #saved: readonly SavedRow[];
  readonly #windows = new Map<Millis, Window>();
  #dirty: OpenRow[] = [];
  #fold: Pick<Fold<never>, 'save'> | undefined;
  /** The row that was looked up last, and its window: most events fall into the window of the one before. */
  #row: OpenRow | undefined;
  #start = Number.NaN;
  #window: Window | undefined;

  constructor(saved: readonly SavedRow[]) {
    this.#saved = saved;
  }

  /** The window operator says what the rows hold, once, before it touches one. */
  use(fold: Pick<Fold<never>, 'save' | 'load'>): void {
    if (this.#fold === fold) return;
    this.#fold = fold;
    for (const { partials, ...head } of this.#saved) {
      this.#add({ ...head, partials: fold.load(decode(partials)), dirty: false });
    }
    this.#saved = [];
  }

  get(start: Millis, key: string): Partials | undefined {
    return this.#find(start, key)?.partials;
  }

  /** Where these are the partials that the row has, numbers and texts alone, nothing has changed. */
  set(key: string, start: Millis, end: Millis, closes: Millis, partials: Partials): void {
    let row = this.#find(start, key);
    if (!row) {
      row = { key, start, end, closes, final: false, partials, dirty: false };
      this.#add(row);
    } else if (isSame(row.partials, partials)) return;
    else row.partials = partials;
    this.#touch(row);
  }

  /** The rows that the watermark has closed, in closing order. They leave, and the next commit writes them as final. */
  close(watermark: Millis): { readonly head: RowHead; readonly partials: Partials }[] {
    const closed: OpenRow[] = [];
    for (const [start, window] of this.#windows) {
      if (window.closesFirst > watermark) continue;
      window.closesFirst = Number.POSITIVE_INFINITY;
      for (const row of window.rows.values()) {
        if (row.closes > watermark) {
          window.closesFirst = Math.min(window.closesFirst, row.closes);
          continue;
        }
        row.final = true;
        window.rows.delete(row.key);
        closed.push(row);
      }
      if (window.rows.size === 0) this.#windows.delete(start);
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
    const dirty = this.#dirty.sort(byClosing);
    this.#dirty = [];
    return dirty.map((row) => {
      row.dirty = false;
      const { key, start, end, closes, final } = row;
      return { key, start, end, closes, final, partials: encode(fold.save(row.partials)) };
    });
  }

  #touch(row: OpenRow): void {
    if (row.dirty) return;
    row.dirty = true;
    this.#dirty.push(row);
  }

  #find(start: Millis, key: string): OpenRow | undefined {
    const last = this.#row;
    if (last !== undefined && last.start === start && last.key === key) return last;
    if (start !== this.#start) {
      this.#start = start;
      this.#window = this.#windows.get(start);
    }
    this.#row = this.#window?.rows.get(key);
    return this.#row;
  }

  #add(row: OpenRow): void {
    let window = this.#windows.get(row.start);
    if (!window) {
      window = { rows: new Map(), closesFirst: row.closes };
      this.#windows.set(row.start, window);
    }
    window.rows.set(row.key, row);
    window.closesFirst = Math.min(window.closesFirst, row.closes);
    this.#row = row;
    this.#start = row.start;
    this.#window = window;
  }
}

/** Whether a row with these would be written as it was; of an object that is not certain, and need not be. */
const isSame = (before: Partials, after: Partials): boolean =>
  before.every((partial, i) => (typeof partial !== 'object' || partial === null) && Object.is(partial, after[i]));

const headOf = ({ key, start, end, closes, final }: OpenRow): RowHead => ({ key, start, end, closes, final });
