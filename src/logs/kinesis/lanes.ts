import type { Clock, Duration } from '../../core/time.ts';
import { type Entry, hashOf, type Put } from './entry.ts';
import { Lane } from './lane.ts';
import { Load } from './load.ts';
import type { Routes } from './routes.ts';
import type { REQUEST_MAX } from './write-options.ts';

/** An entry on its way, and the lane that it was taken from. */
export interface Sent extends Put {
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
  add(entry: Entry, routes: Routes): void {
    const { told } = entry;
    if (!told) this.#of(routes.shardOf(hashOf(entry))).add(entry);
    else
      for (const { shard, from } of routes.all) {
        if (!told.has(shard)) this.#of(shard).add({ ...entry, explicit: String(from) });
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
      const entries = lane.take(load, now);
      lane.flying = entries.length > 0;
      for (const entry of entries) sent.push({ entry, lane });
    }
    return sent;
  }

  /** What was taken came to something. */
  landed(sent: readonly Sent[]): void {
    for (const { lane } of sent) lane.flying = false;
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

  #waiting(): readonly Lane[] {
    return [...this.#lanes.values()].filter(({ waiting }) => waiting);
  }
}
