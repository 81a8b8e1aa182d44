import { PipelineError } from '../core/errors.ts';
import { type Fold, JOINED_WITHIN } from '../core/fold.ts';
import { decode } from '../core/json.ts';
import type { Partials } from '../core/partials.ts';
import type { Duration, Millis } from '../core/time.ts';
import type { Scope, StoredRow, StoreReader } from '../store/store.ts';

/** Keys that are looked for alone. For more of them the rows of all are read: that is dearer, but done once. */
const ALONE_MAX = 32;

interface Before {
  readonly start: Millis;
  /** Undefined: none is within a day before `start`. */
  readonly partials: Partials | undefined;
}

/**
 * For each row the one of its key before it, for folds whose results join on to that. What began before the first row
 * that is asked for is looked up in the store: the window before it for all keys at once, and what lies further back,
 * in spans that double, for the keys that were not in that one. Whoever goes on asking adds the rows in between.
 */
export class WindowsBefore {
  readonly #store: StoreReader;
  readonly #scope: Scope;
  readonly #fold: Fold<never>;
  /** The only key that will be asked for; undefined: any. */
  readonly #key: string | undefined;
  /** In the order in which they were added. */
  readonly #last = new Map<string, Before>();
  /** All rows are known that start from here on. */
  #from: Millis | undefined;
  /** How far is looked back next; 0: that was not done yet. */
  #span: Duration = 0;
  #alone = 0;

  constructor(store: StoreReader, scope: Scope, fold: Fold<never>, key?: string) {
    this.#store = store;
    this.#scope = scope;
    this.#fold = fold;
    this.#key = key;
  }

  /** What the row before holds, merged over the partitions; undefined where there is none within a day. */
  async of({ key, start, end }: { readonly key: string; readonly start: Millis; readonly end: Millis }) {
    const oldest = start - JOINED_WITHIN;
    let known = Math.min(this.#from ?? start, start);
    while (!this.#knows(key, start) && known > oldest) {
      if (this.#span > 0 && this.#alone < ALONE_MAX) {
        await this.#lookFor(key, start, known);
      } else {
        this.#span ||= end - start;
        known = await this.#lookFurther(Math.max(oldest, known - this.#span), known);
      }
    }
    this.#from = known;
    const before = this.#last.get(key);
    return before && before.start >= oldest ? before.partials : undefined;
  }

  /** A row that cannot change any more; those of each key in the order of their starts. */
  add(key: string, start: Millis, partials: Partials | undefined): void {
    this.#last.delete(key);
    this.#last.set(key, { start, partials });
    for (const [old, before] of this.#last) {
      if (before.start >= start - JOINED_WITHIN) break;
      this.#last.delete(old);
    }
  }

  #knows(key: string, start: Millis): boolean {
    const before = this.#last.get(key);
    return before !== undefined && before.start <= start;
  }

  async #lookFurther(from: Millis, to: Millis): Promise<Millis> {
    for (const [key, rows] of await this.#lastOfEach(from, to, this.#key)) {
      if (!this.#last.get(key)?.partials) this.#addMerged(key, rows);
    }
    this.#span *= 2;
    return from;
  }

  async #lookFor(key: string, start: Millis, known: Millis): Promise<void> {
    this.#alone++;
    const oldest = start - JOINED_WITHIN;
    for (let to = known, span = this.#span; to > oldest; span *= 2) {
      const from = Math.max(oldest, to - span);
      const rows = (await this.#lastOfEach(from, to, key)).get(key);
      if (rows) return this.#addMerged(key, rows);
      to = from;
    }
    this.add(key, start, undefined);
  }

  #addMerged(key: string, rows: readonly StoredRow[]): void {
    const partials = rows.map((row) => this.#fold.load(decode(row.partials)));
    const start = rows[0]?.start;
    if (start !== undefined)
      this.add(
        key,
        start,
        partials.reduce((a, b) => this.#fold.merge(a, b)),
      );
  }

  /** The rows of the last window of each key, of all partitions. */
  async #lastOfEach(
    from: Millis,
    to: Millis,
    key: string | undefined,
  ): Promise<ReadonlyMap<string, readonly StoredRow[]>> {
    for (;;) {
      const last = new Map<string, StoredRow[]>();
      const range = { from, to, ...(key !== undefined && { key }) };
      try {
        for await (const row of this.#store.rows(this.#scope, range)) {
          const rows = last.get(row.key);
          if (rows?.[0]?.start === row.start) rows.push(row);
          else last.set(row.key, [row]);
        }
        return last;
      } catch (thrown) {
        // Forgotten while they were read: what is left is what there is to join on to.
        if (!(thrown instanceof PipelineError && thrown.code === 'LOG')) throw thrown;
      }
    }
  }
}
