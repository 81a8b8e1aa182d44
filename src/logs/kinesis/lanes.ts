import type { Clock, Duration } from '../../core/time.ts';
import { type Entry, hashOf, type Put } from './entry.ts';
import { Lane, type Queued } from './lane.ts';
import { Load } from './load.ts';
import type { Routes } from './routes.ts';
import type { REQUEST_MAX } from './write-options.ts';

/** An entry on its way, and the lane that it was taken from. */
export interface Sent extends Put, Queued {
  readonly lane: Lane;
}

/** The lanes of all shards of a stream. */
export class Lanes {
  readonly #clock: Clock;
  readonly #most: typeof REQUEST_MAX;
  readonly #lanes = new Map<string, Lane>();
  /** From where they are asked, so that none is always the last. */
  #turn = 0;

  constructor(clock: Clock, most: typeof REQUEST_MAX) {
    this.#clock = clock;
    this.#most = most;
  }

  /** To where its hash key belongs; what is for all shards to each that it has not reached. */
  add(entry: Entry, order: number, routes: Routes): void {
    const { told } = entry;
    if (!told) this.#of(routes.shardOf(hashOf(entry))).add({ entry, order });
    else
      for (const { shard, from } of routes.all) {
        if (!told.has(shard)) this.#of(shard).add({ entry: { ...entry, explicit: String(from) }, order });
      }
  }

  /** How long until something may be put; undefined where nothing waits to be, but perhaps what is on its way. */
  wait(): Duration | undefined {
    const now = this.#clock.elapsed();
    const waits = this.#waiting().map((lane) => lane.wait(now));
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  /** As much as one request takes, of each lane in its order; what follows there waits until `landed`. */
  take(): readonly Sent[] {
    const now = this.#clock.elapsed();
    const sent: Sent[] = [];
    const waiting = this.#waiting();
    const first = this.#turn++ % Math.max(1, waiting.length);
    const load = new Load(this.#most);
    for (const lane of [...waiting.slice(first), ...waiting.slice(0, first)]) {
      for (const queued of lane.take(load, now)) sent.push({ ...queued, lane });
    }
    return sent;
  }

  /** What was taken came to something. */
  landed(sent: readonly Sent[]): void {
    for (const { lane } of sent) lane.flying = [];
  }

  /** Forgets what waits. */
  clear(): void {
    for (const lane of this.#lanes.values()) lane.clear();
  }

  #of(shard: string): Lane {
    const lane = this.#lanes.get(shard) ?? new Lane(shard, this.#clock.elapsed());
    this.#lanes.set(shard, lane);
    return lane;
  }

  /**
   * Those that have something to give. A tick waits until all that stands before it is there, in every lane: two of
   * them may end in one shard by now, which was merged.
   */
  #waiting(): readonly Lane[] {
    const lanes = [...this.#lanes.values()];
    const first = Math.min(...lanes.map((lane) => lane.first));
    return lanes.filter(({ next }) => next && (!next.entry.told || next.order === first));
  }
}
