import { PLACES } from '../core/amounts.ts';
import { parseUnits } from '../core/decimal.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { Prices } from '../core/prices.ts';
import { countsOf, type SavedState, State } from '../core/state.ts';
import { START_OF_TIME } from '../core/time.ts';
import { InHand } from '../runtime/in-hand.ts';
import { inherit } from '../runtime/inherit.ts';
import { keyWrites } from '../runtime/key-writes.ts';
import { giveRunPrices } from '../runtime/run-prices.ts';
import type { Commit, Enrolled, Opened, StoredRow } from '../store/store.ts';
import type { Ambient } from './ambient.ts';
import { type Outside, outsideOf } from './outside.ts';
import { readOf, type Shard } from './shards.ts';
import { watched } from './watched.ts';

/** What is put to the test: a pipeline as its file declares it, over a finite log. */
export interface Subject {
  readonly pipeline: Pipeline;
  readonly ambient: Ambient;
  /** What each asset costs, for a job that asks for it: the same in each run. */
  readonly prices: Prices;
}

/** What an uninterrupted fold comes to. */
export interface Plain {
  readonly roster: readonly Enrolled[];
  readonly rows: readonly StoredRow[];
  readonly letters: Commit['dead'];
  readonly counts: Readonly<Record<string, number>>;
  readonly outside: readonly Outside[];
  /** What counters have come to. */
  readonly sums: ReadonlyMap<string, bigint>;
}

/**
 * Folds one partition after the other from its start to its end: no store, no clock, no retry, one commit a partition.
 * `cut`: records in one read, at most.
 */
export async function plain(
  { pipeline, ambient, prices }: Subject,
  shards: readonly Shard[],
  cut = Number.POSITIVE_INFINITY,
): Promise<Plain> {
  const { bounded } = pipeline.source;
  const outside = outsideOf(pipeline, ambient);
  const calm = { ...pipeline, operators: watched(pipeline.operators, ambient) };
  const roster: Enrolled[] = [];
  const rows: StoredRow[] = [];
  const letters: Commit['dead'][number][] = [];
  const cells = new Map<string, SavedState['cells']>();
  const sums = new Map<string, bigint>();
  for (const shard of shards) {
    const { id: partition, parents, records, children } = shard;
    const inherited = parents.map((parent) => cells.get(parent) ?? []);
    const opened = openedFor(partition, parents, roster, inherited);
    const state = new State();
    inherit(calm, inherited, state);
    await giveRunPrices(calm, state, { prices: async () => prices });
    const hand = new InHand(calm, opened, state);
    for (let from = 0; from === 0 || from < records.length; from += cut) {
      hand.fold(readOf(shard, from, Math.min(records.length, from + cut), bounded));
    }
    hand.flush();
    await give(hand, calm, outside, sums);
    const taken = hand.take();
    hand.close();
    const { position, watermark } = taken;
    roster.push({ partition, parents, position, watermark, ended: bounded || children !== undefined, commits: 1 });
    rows.push(...taken.rows.map((row) => ({ ...row, partition })));
    letters.push(...taken.dead);
    const kept = taken.cells.flatMap(({ name, key, value }) => (value === undefined ? [] : [{ name, key, value }]));
    cells.set(partition, kept);
  }
  return { roster, rows, letters, counts: countsOf([...cells.values()].flat()), outside, sums };
}

/** A partition that nobody has read yet: it starts where its parents ended. */
function openedFor(
  partition: string,
  parents: readonly string[],
  roster: readonly Enrolled[],
  inherited: Opened['inherited'],
): Opened {
  const watermark = roster
    .filter((one) => parents.includes(one.partition))
    .reduce((most, one) => Math.max(most, one.watermark), START_OF_TIME);
  const state = { cells: [], rows: [] };
  return { partition, parents, position: undefined, watermark, ended: false, commits: 0, fence: '', state, inherited };
}

/** Writes what came out to where it belongs, once, in order. */
async function give(
  hand: InHand,
  pipeline: Pipeline,
  outside: readonly Outside[],
  sums: Map<string, bigint>,
): Promise<void> {
  const { destinations } = pipeline;
  const { outputs } = hand;
  if (outputs.length === 0) return;
  const instead = { ...pipeline, destinations: outside.map((one) => one.instead()) } as Pipeline;
  const { writes, refused } = keyWrites(instead, outputs);
  for (const [name, bad] of refused) hand.refuse(name, bad);
  for (const { key, add } of writes) {
    if (add !== undefined) sums.set(key, (sums.get(key) ?? 0n) + parseUnits(add, PLACES));
  }
  for (const [i, one] of outside.entries()) {
    const to = one.instead();
    if ('open' in to) {
      const writer = await to.open(nobody);
      hand.refuse(destinations[i]?.name ?? '', (await writer.write(outputs)) ?? []);
      await writer.close();
    } else if (to.kind === 'messages') {
      const bodies = to.compose(outputs.map(({ value }) => value));
      for (const body of bodies) await to.deliver({ id: outputs[0]?.id ?? '', body }, nobody);
    }
  }
}

/** Who is asked by nobody: a destination that is kept looks at no task. */
const nobody = undefined as never;
