import { BehaviorSubject, type Observable, of } from 'rxjs';
import type { Child, PartitionId, Position, Read } from '../../src/core/record.ts';
import type { Partition, Reader, RunContext, Source } from '../../src/core/source.ts';
import { Wakes } from './wakes.ts';

export interface Event {
  readonly time: number;
  readonly key: string;
}

/** Events of these times, all of one key. */
export const at = (key: string, ...times: readonly number[]): Event[] => times.map((time) => ({ time, key }));

interface ShardsOptions {
  /** Where it notes what is opened and closed. */
  readonly trace?: string[];
  readonly bounded?: boolean;
  /** Events in one read, at most. */
  readonly perRead?: number;
}

/** A log in memory, of partitions that grow, end and are listed as a test says. */
export class Shards implements Source<Event> {
  readonly name = 'shards';
  readonly kind = 'other';
  readonly bounded: boolean;
  readonly trace: string[];
  readonly perRead: number;
  readonly timeOf = ({ time }: Event): number => time;
  readonly #list = new BehaviorSubject<readonly Shard[]>([]);

  constructor({ trace = [], bounded = false, perRead = Number.POSITIVE_INFINITY }: ShardsOptions = {}) {
    this.bounded = bounded;
    this.trace = trace;
    this.perRead = perRead;
  }

  /** Lists one more partition. */
  add(id: PartitionId, events: readonly Event[] = [], parents: readonly PartitionId[] = []): Shard {
    const shard = new Shard(id, parents, events, this);
    if (this.bounded) shard.end();
    this.#list.next([...this.#list.value, shard]);
    return shard;
  }

  partitions(_context: RunContext): Observable<readonly Partition<Event>[]> {
    return this.bounded ? of(this.#list.value) : this.#list;
  }
}

/** A position is the number of events before it. */
export class Shard implements Partition<Event> {
  readonly id: PartitionId;
  readonly parents: readonly PartitionId[];
  readonly #events: Event[];
  readonly #of: Shards;
  #children: readonly Child[] | undefined;
  readonly #waiting = new Wakes();

  constructor(id: PartitionId, parents: readonly PartitionId[], events: readonly Event[], of: Shards) {
    this.id = id;
    this.parents = parents;
    this.#events = [...events];
    this.#of = of;
  }

  append(...events: readonly Event[]): void {
    this.#events.push(...events);
    this.#waiting.wake();
  }

  end(children: readonly Child[] = []): void {
    this.#children = children;
    this.#waiting.wake();
  }

  async open(from: Position | undefined): Promise<Reader<Event>> {
    const { trace } = this.#of;
    trace.push(`open ${this.id}${from === undefined ? '' : ` from ${from}`}`);
    let next = Number(from ?? 0);
    return {
      next: async (signal) => {
        const read = await this.#read(next, signal);
        next += read.items.length;
        return read;
      },
      close: async () => void trace.push(`close ${this.id}`),
    };
  }

  async #read(from: number, signal: AbortSignal): Promise<Read<Event>> {
    for (;;) {
      signal.throwIfAborted();
      const items = this.#events.slice(from, from + this.#of.perRead);
      const to = from + items.length;
      const over = to === this.#events.length ? this.#children : undefined;
      if (items.length > 0 || over) {
        const positionOf = (i: number) => String(from + i + 1);
        return { items, position: String(to), positionOf, ...(over && { ended: { children: over } }) };
      }
      await this.#waiting.next(signal);
    }
  }
}
