import { WorldError } from '../core/errors.ts';
import type { Store } from '../store/store.ts';

/**
 * What the crashes of a scripted run do: each kills the process where it stands, and then, so that every step of the
 * loop is struck, once more before a commit is applied, when the sinks were written, and once when it was, unheard.
 */
export class Crashes {
  readonly #struck = new Set<number>();
  readonly #ofCommits: ('before' | 'after')[] = [];

  /** Whether the process is killed at this item: only the first time that it comes there. */
  strikes(item: number): boolean {
    if (this.#struck.has(item)) return false;
    this.#struck.add(item);
    this.#ofCommits.push('before', 'after');
    return true;
  }

  /** Lets the commits of a store be struck. */
  strike(store: Store): void {
    const commit = store.commit.bind(store);
    store.commit = async (written) => {
      const when = this.#ofCommits.shift();
      if (when === 'before') throw new WorldError('CRASH');
      const committed = await commit(written);
      if (when === 'after') throw new WorldError('CRASH');
      return committed;
    };
  }
}
