import { PipelineError } from '../core/errors.ts';
import { type Fold, JOINED_WITHIN, type Partials } from '../core/fold.ts';
import { decode } from '../core/json.ts';
import type { Duration, Millis } from '../core/time.ts';
import type { Scope, StoredRow, StoreReader } from '../store/store.ts';

interface Before {
  readonly start: Millis;
  readonly partials: Partials;
}

/**
 * For each row the one of its key before it, for folds whose results join on to that. Rows are asked for, and told, in
 * the order of their starts. What began before the first of them is looked up in the store, in spans that double, each
 * for all keys at once, so that nothing is read twice.
 */
export class WindowsBefore {
  readonly #store: StoreReader;
  readonly #scope: Scope;
  readonly #fold: Fold<never>;
  /** The only key that will be asked for; undefined: any. */
  readonly #key: string | undefined;
  readonly #last = new Map<string, Before>();
  /** All rows are known that start from here on, up to the one that was asked for last. */
  #from: Millis | undefined;
  #span: Duration = 0;

  constructor(store: StoreReader, scope: Scope, fold: Fold<never>, key?: string) {
    this.#store = store;
    this.#scope = scope;
    this.#fold = fold;
    this.#key = key;
  }

  /** What the row before holds, merged over the partitions; undefined where there is none within a day. */
  async of({ key, start, end }: { readonly key: string; readonly start: Millis; readonly end: Millis }) {
    const oldest = start - JOINED_WITHIN;
    this.#from ??= start;
    this.#span ||= end - start;
    while (!this.#last.has(key) && this.#from > oldest) await this.#lookFurther(oldest);
    const before = this.#last.get(key);
    return before && before.start >= oldest ? before.partials : undefined;
  }

  add(key: string, start: Millis, partials: Partials): void {
    this.#last.set(key, { start, partials });
  }

  async #lookFurther(oldest: Millis): Promise<void> {
    const to = this.#from ?? oldest;
    const from = Math.max(oldest, to - this.#span);
    for (const [key, rows] of await this.#lastOfEach(from, to)) {
      if (this.#last.has(key)) continue;
      const partials = rows.map((row) => this.#fold.load(decode(row.partials)));
      const merged = partials.reduce((a, b) => this.#fold.merge(a, b));
      this.add(key, rows[0]?.start ?? from, merged);
    }
    this.#from = from;
    this.#span *= 2;
  }

  /** The rows of the last window of each key, of all partitions. */
  async #lastOfEach(from: Millis, to: Millis): Promise<ReadonlyMap<string, StoredRow[]>> {
    for (;;) {
      const last = new Map<string, StoredRow[]>();
      const range = { from, to, ...(this.#key !== undefined && { key: this.#key }) };
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
