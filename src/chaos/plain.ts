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
import { Left } from './left.ts';
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

/** How a log is folded, if not in one go. */
export interface Manner {
  /** Records in one read, at most. */
  readonly cut?: number;
  /** Behind each read all is stored, and the pipeline goes on from that as this gives it: as behind a restart. */
  readonly restarted?: () => Promise<Pipeline>;
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
  /** What each partition put last under a key. */
  readonly texts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Folds one partition after the other from start to end: no store, no clock, no retry, one commit a partition. */
export async function plain(
  { pipeline, ambient, prices }: Subject,
  shards: readonly Shard[],
  { cut = Number.POSITIVE_INFINITY, restarted }: Manner = {},
): Promise<Plain> {
  const { bounded } = pipeline.source;
  const outside = outsideOf(pipeline, ambient);
  const instead = { ...pipeline, destinations: outside.map((one) => one.instead()) } as Pipeline;
  const roster: Enrolled[] = [];
  const rows: StoredRow[] = [];
  const letters: Commit['dead'][number][] = [];
  const cells = new Map<string, SavedState['cells']>();
  const sums = new Map<string, bigint>();
  const texts = new Map<string, Set<string>>();
  const begin = async (one: Pipeline, opened: Opened) => {
    const calm = { ...one, operators: watched(one.operators, ambient) };
    const state = new State(opened.state);
    inherit(calm, opened.inherited, state);
    await giveRunPrices(calm, state, { prices: async () => prices });
    return new InHand(calm, opened, state);
  };
  for (const shard of shards) {
    const { id: partition, parents, records, children } = shard;
    const inherited = parents.map((parent) => cells.get(parent) ?? []);
    const left = new Left();
    const told = new Map<string, string>();
    let opened = openedFor(partition, parents, roster, inherited);
    let hand = await begin(pipeline, opened);
    for (let from = 0; from === 0 || from < records.length; from += cut) {
      const to = Math.min(records.length, from + cut);
      hand.fold(readOf(shard, from, to, bounded));
      if (!restarted && to < records.length) continue;
      hand.flush();
      await give(hand, instead, sums, told);
      const taken = hand.take();
      hand.close();
      letters.push(...taken.dead);
      left.commit(taken);
      const { position, watermark } = taken;
      opened = { ...opened, position, watermark, commits: opened.commits + 1, inherited: [], state: left.open };
      if (restarted && to < records.length) hand = await begin(await restarted(), opened);
    }
    const { position, watermark, commits } = opened;
    roster.push({ partition, parents, position, watermark, ended: bounded || children !== undefined, commits });
    rows.push(...left.rows.map((row) => ({ ...row, partition })));
    cells.set(partition, left.cells);
    for (const [key, text] of told) texts.set(key, (texts.get(key) ?? new Set()).add(text));
  }
  return { roster, rows, letters, counts: countsOf([...cells.values()].flat()), outside, sums, texts };
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
  instead: Pipeline,
  sums: Map<string, bigint>,
  texts: Map<string, string>,
): Promise<void> {
  const { outputs } = hand;
  if (outputs.length === 0) return;
  const { writes, refused } = keyWrites(instead, outputs);
  for (const [name, bad] of refused) hand.refuse(name, bad);
  for (const { key, add, set } of writes) {
    if (set !== undefined) texts.set(key, set);
    if (add !== undefined) sums.set(key, (sums.get(key) ?? 0n) + parseUnits(add, PLACES));
  }
  for (const to of instead.destinations) {
    if ('open' in to) {
      const writer = await to.open(nobody);
      hand.refuse(to.name, (await writer.write(outputs as never)) ?? []);
      await writer.close();
    } else if (to.kind === 'messages') {
      const bodies = to.compose(outputs.map(({ value }) => value) as never);
      for (const body of bodies) await to.deliver({ id: outputs[0]?.id ?? '', body }, nobody);
    }
  }
}

/** Who is asked by nobody: a destination that is kept looks at no task. */
const nobody = undefined as never;
