import { type Entry, hashOf } from '../../logs/kinesis/entry.ts';
import { bar } from '../bar.ts';
import { openOf, type Shard } from './shards.ts';

/** The bar of a shard that gets all. */
const WIDTH = 20;

/** How many records went to which shard, by their partition keys and the shards that were open at the beginning. */
export class Tally {
  readonly #shards: readonly Shard[];
  readonly #counts = new Map<string, { readonly records: number; readonly bytes: number }>();

  constructor(shards: readonly Shard[]) {
    this.#shards = openOf(shards);
    for (const { id } of this.#shards) this.#counts.set(id, { records: 0, bytes: 0 });
  }

  /** A tick is a record in each shard. */
  add(entry: Entry): void {
    const hash = hashOf(entry);
    const shards = this.#shards.filter(({ start, end }) => entry.told || (start <= hash && hash <= end));
    if (shards.length === 0) throw new Error(`No open shard has the hash key ${hash}`);
    for (const { id } of shards) {
      const count = this.#counts.get(id) ?? { records: 0, bytes: 0 };
      this.#counts.set(id, { records: count.records + 1, bytes: count.bytes + entry.data.length });
    }
  }

  get records(): number {
    return [...this.#counts.values()].reduce((sum, { records }) => sum + records, 0);
  }

  /** As lines of a table. */
  get lines(): readonly object[] {
    const all = Math.max(1, this.records);
    return [...this.#counts].map(([shard, { records, bytes }]) => {
      const share = records / all;
      return { shard, records, bytes, share: `${(share * 100).toFixed(1).padStart(5)} % ${bar(share, WIDTH)}` };
    });
  }
}
