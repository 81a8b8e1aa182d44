import { Fold } from '../../src/core/fold.ts';
import { encode } from '../../src/core/json.ts';
import type { SavedRow } from '../../src/core/open-rows.ts';
import { count, sum } from '../../src/index.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Commit, Opened } from '../../src/store/store.ts';
import { commitOf, rowOf, started } from '../conformance/store-data.ts';
import { testClock } from '../support/clock.ts';

interface Sold {
  readonly quantity: number;
}

const aggregates = { n: count(), units: sum('quantity') };
const sold = new Fold<Sold, typeof aggregates>(aggregates);
/** What the rows hold: how many were sold, and the sum of their quantities. */
export const fold: Fold<never> = sold as never;

/** A partition's row of the window [start, start + 60) that closes at start + 65. */
export function rowWith(key: string, start: number, ...quantities: readonly number[]): SavedRow {
  const partials = quantities.reduce((all, quantity) => sold.add(all, { quantity }), sold.zero());
  return rowOf(key, start, { partials: encode(sold.save(partials)) });
}

/** A store of partitions that commit rows. */
export async function rowStore(...partitions: readonly string[]) {
  const store = memoryStore({ clock: testClock() });
  const tasks = new Map<string, Opened>();
  for (const partition of partitions) tasks.set(partition, await started(store, partition));
  const commit = async (partition: string, change: Partial<Commit>) => {
    const task = tasks.get(partition);
    if (!task) throw new Error(`no partition ${partition}`);
    tasks.set(partition, { ...task, commits: task.commits + 1 });
    if ((await store.commit(commitOf(task, change))) !== 'committed') throw new Error('it was not committed');
  };
  return { store, commit };
}
