import { hashKeyOf } from '../../logs/kinesis/entry.ts';
import { bar } from '../bar.ts';
import { openOf, type Shard } from './shards.ts';

/** The bar of a shard that gets all. */
const WIDTH = 20;

/** How many records went to which shard, by their partition keys and the shards that were open at the beginning. */
export class Tally {
  readonly #shards: readonly Shard[];
  readonly #counts = new Map<string, { records: number; bytes: number }>();

  constructor(shards: readonly Shard[]) {
    this.#shards = openOf(shards);
    for (const { id } of this.#shards) this.#counts.set(id, { records: 0, bytes: 0 });
  }

  add(key: string, bytes: number): void {
    const hash = hashKeyOf(key);
    const shard = this.#shards.find(({ start, end }) => start <= hash && hash <= end);
    const count = this.#counts.get(shard?.id ?? '');
    if (!count) throw new Error(`No open shard has the hash key ${hash}`);
    count.records++;
    count.bytes += bytes;
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
