import type { Duration } from '../../core/time.ts';
import { Budget } from './budget.ts';
import { type Entry, sizeOf } from './entry.ts';
import type { Load } from './load.ts';

/**
 * What one shard is given, in order: what failed goes first again, and what follows waits for it. Of one request the
 * service may take any records and leave the others, so what must not be overtaken has no follower in the same one.
 */
export class Lane {
  readonly shard: string;
  /** Requests in a row of which the shard took nothing. */
  fruitless = 0;
  /** A request with some of it is on its way: nothing else of it may be. */
  flying = false;
  readonly #budget: Budget;
  #entries: readonly Entry[] = [];
  #added: Entry[] = [];
  #paused: Duration = 0;

  constructor(shard: string, now: Duration) {
    this.shard = shard;
    this.#budget = new Budget(now);
  }

  get waiting(): boolean {
    return !this.flying && this.#entries.length + this.#added.length > 0;
  }

  add(entry: Entry): void {
    this.#added.push(entry);
  }

  /** How long until it gives something. */
  wait(now: Duration): Duration {
    return Math.max(this.#paused - now, this.#budget.wait(now));
  }

  /**
   * The next entries, as far as they have room. A tick ends what is before it and goes alone: it moves event time, and
   * a trade that comes behind it for having failed would be late. Of those to be in order there is one of each key.
   */
  take(load: Load, now: Duration): readonly Entry[] {
    const taken: Entry[] = [];
    const held: Entry[] = [];
    const keys = new Set<string>();
    const entries = this.#added.length > 0 ? [...this.#entries, ...this.#added] : this.#entries;
    let next = 0;
    for (; next < entries.length; next++) {
      const entry = entries[next] as Entry;
      if ((entry.told && next > 0) || !load.fits(entry) || this.wait(now) > 0) break;
      if (entry.inOrder && keys.has(entry.key)) held.push(entry);
      else {
        taken.push(entry);
        keys.add(entry.key);
        load.add(entry);
        this.#budget.spend(sizeOf(entry));
        if (!entry.told) continue;
        next++;
        break;
      }
    }
    this.#entries = [...held, ...entries.slice(next)];
    this.#added = [];
    return taken;
  }

  /** Takes back what failed of what it gave last, in its order; gives nothing until then. */
  again(failed: readonly Entry[], until: Duration): void {
    this.#entries = [...failed, ...this.#entries];
    this.#paused = until;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#entries = [];
    this.#added = [];
    this.flying = false;
  }
}
