import type { Duration } from '../../core/time.ts';
import { Budget } from './budget.ts';
import { type Entry, sizeOf } from './entry.ts';
import type { Load } from './load.ts';

/** An entry that waits, and where it stands among all of its write: what is for all shards stands in one place. */
export interface Queued {
  readonly entry: Entry;
  readonly order: number;
}

/**
 * What one shard is given, in order: what failed goes first again, and what follows waits for it. Of one request the
 * service may take any records and leave the others, so what must not be overtaken has no follower in the same one.
 */
export class Lane {
  readonly shard: string;
  /** Requests in a row of which the shard took nothing. */
  fruitless = 0;
  /** What of it is on its way: nothing else of it may be. */
  flying: readonly Queued[] = [];
  readonly #budget: Budget;
  #queue: readonly Queued[] = [];
  #added: Queued[] = [];
  #paused: Duration = 0;

  constructor(shard: string, now: Duration) {
    this.shard = shard;
    this.#budget = new Budget(now);
  }

  /** What it would give next; undefined while something of it is on its way. */
  get next(): Queued | undefined {
    return this.flying.length > 0 ? undefined : (this.#queue[0] ?? this.#added[0]);
  }

  /** Where the first stands that is not there yet. */
  get first(): number {
    return Math.min(this.flying[0]?.order ?? ALL, this.#queue[0]?.order ?? this.#added[0]?.order ?? ALL);
  }

  add(queued: Queued): void {
    this.#added.push(queued);
  }

  /** How long until it gives something. */
  wait(now: Duration): Duration {
    return Math.max(this.#paused - now, this.#budget.wait(now));
  }

  /**
   * The next entries, as far as they have room. A tick ends what is before it and goes alone: it moves event time, and
   * a trade that comes behind it for having failed would be late. Of those to be in order there is one of each key.
   */
  take(load: Load, now: Duration): readonly Queued[] {
    const taken: Queued[] = [];
    const held: Queued[] = [];
    const keys = new Set<string>();
    const queue = this.#added.length > 0 ? [...this.#queue, ...this.#added] : this.#queue;
    let next = 0;
    for (; next < queue.length; next++) {
      const one = queue[next] as Queued;
      const { entry } = one;
      if ((entry.told && next > 0) || !load.fits(entry) || this.wait(now) > 0) break;
      if (entry.inOrder && keys.has(entry.key)) held.push(one);
      else {
        taken.push(one);
        keys.add(entry.key);
        load.add(entry);
        this.#budget.spend(sizeOf(entry));
        if (!entry.told) continue;
        next++;
        break;
      }
    }
    this.#queue = [...held, ...queue.slice(next)];
    this.#added = [];
    this.flying = taken;
    return taken;
  }

  /** Takes back what failed of what it gave last, in its order; gives nothing until then. */
  again(failed: readonly Queued[], until: Duration): void {
    this.#queue = [...failed, ...this.#queue];
    this.#paused = until;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#queue = [];
    this.#added = [];
    this.flying = [];
  }
}

const ALL = Number.POSITIVE_INFINITY;
