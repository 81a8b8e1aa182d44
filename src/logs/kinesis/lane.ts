import type { Duration } from '../../core/time.ts';
import { Budget } from './budget.ts';
import { type Entry, sizeOf } from './entry.ts';

/** What one shard is given, in order: what failed goes first again, and what follows waits for it. */
export class Lane {
  readonly shard: string;
  /** Requests in a row of which the shard took nothing. */
  fruitless = 0;
  readonly #budget: Budget;
  #entries: Entry[] = [];
  #taken = 0;
  #paused: Duration = 0;

  constructor(shard: string, now: Duration) {
    this.shard = shard;
    this.#budget = new Budget(now);
  }

  get length(): number {
    return this.#entries.length - this.#taken;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** How long until it gives something. */
  wait(now: Duration): Duration {
    return Math.max(this.#paused - now, this.#budget.wait(now));
  }

  /** The next entry, if it has `room` bytes at most. */
  take(room: number): Entry | undefined {
    const entry = this.#entries[this.#taken];
    if (!entry || sizeOf(entry) > room) return undefined;
    this.#taken++;
    this.#budget.spend(sizeOf(entry));
    return entry;
  }

  /** Takes back what failed of what it gave last, in its order; gives nothing until then. */
  again(failed: readonly Entry[], until: Duration): void {
    this.#entries = [...failed, ...this.#entries.slice(this.#taken)];
    this.#taken = 0;
    this.#paused = until;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#entries = [];
    this.#taken = 0;
  }
}
