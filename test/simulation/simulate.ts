/**
 * One seeded run of the real runtime over a sharded log: processes die, stand still and come back, the store times out,
 * applies late and is rolled back. Then the faults end, the log is read to its end, and the answer is compared.
 */

import type { Keyed } from '../../src/core/key-write.ts';
import type { Operator } from '../../src/core/operator.ts';
import { foldOf } from '../../src/core/pipeline.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Source } from '../../src/core/source.ts';
import type { Clock } from '../../src/core/time.ts';
import type { Trade } from '../../src/market/trade.ts';
import { viewRows } from '../../src/runtime/view.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { random } from '../support/random.ts';
import { differences } from './differences.ts';
import { type Answer, oracle } from './oracle.ts';
import { Outside } from './outside.ts';
import { forwarding, windowed } from './pipelines.ts';
import type { Process } from './process.ts';
import { type Make, System } from './system.ts';
import { makeWorld } from './world.ts';

/** A rule of the protocol taken away, to see that the simulation notices. */
export interface Mutation {
  readonly store?: (store: Store) => Store;
  readonly afterParse?: Operator<Trade, Trade>;
  /** The only fault; the network is calm. */
  readonly only?: 'rollback';
  /** Whether the pipeline writes outside instead of keeping a view; else some seeds do. */
  readonly outside?: boolean;
}

export interface Options {
  readonly mutation?: Mutation;
  readonly store?: (clock: Clock) => Promise<Store>;
}

/** In the time of the simulation, in ms. */
const WATCH_EVERY = 500;

/** What is wrong, each in a line; empty when the run equals the oracle. */
export async function simulate(seed: number, { mutation = {}, store: makeStore }: Options = {}): Promise<string[]> {
  const chaos = random(seed);
  const shards = makeWorld(chaos);
  const clock = virtualClock(1_000);
  const memory = makeStore ? undefined : memoryStore({ clock });
  const base = (await makeStore?.(clock)) ?? memory;
  if (!base) throw new Error('no store');
  const store = mutation.store?.(base) ?? base;
  const others = new Outside(chaos);
  const outside = mutation.outside ?? seed % 4 === 3;
  const make = (source: Source<LogRecord>, process: Process) =>
    outside ? forwarding(source, process, others, mutation.afterParse) : windowed(source, mutation.afterParse);
  const system = new System(shards, store, clock, chaos, make);
  const problems: string[] = [];
  const finals = new Set<string>();
  // Whoever reads the view at any moment must never see a final row that is another one later.
  let watching = !outside;
  const watch = async () => {
    for (; watching; await clock.sleep(WATCH_EVERY)) {
      for (const row of await shown(base, make)) if (row.includes('"final":true')) finals.add(row);
    }
  };

  const snapshots = memory ? [memory.snapshot()] : [];
  if (mutation.only) system.calm();
  system.start();
  const watched = watch();
  const rounds = chaos.integer(2, 7);
  for (let i = 0; i < rounds; i++) {
    await clock.sleep(chaos.integer(50, 1_500));
    if (memory) snapshots.push(memory.snapshot());
    const fault = mutation.only ?? chaos.pick(['kill', 'kill', 'freeze', 'rollback', 'stop'] as const);
    if (fault === 'kill') system.kill();
    if (fault === 'freeze') system.freeze(chaos.integer(500, 12_000));
    if (fault === 'stop') system.stop();
    if (fault === 'rollback' && memory) memory.restore(chaos.pick(snapshots));
    system.start();
  }
  system.calm();
  system.start();
  if (!(await system.finish())) problems.push(`it did not come to the end of the log: ${system.failure}`);
  watching = false;
  await watched;
  const answer = oracle(shards);
  if (outside) problems.push(...others.problems(answer.passed), ...keyProblems(answer, await store.keys.matching('*')));
  else {
    const rows = await shown(base, make);
    problems.push(...differences('row', answer.rows, rows));
    const last = new Set(answer.rows);
    for (const row of finals) if (!last.has(row)) problems.push(`was final and is not: ${row}`);
    const counts = await base.counts({ pipeline: 'simulated', version: 1 });
    if ((counts.duplicates ?? 0) !== answer.duplicates)
      problems.push(`duplicates: ${counts.duplicates}, not ${answer.duplicates}`);
    const letters = await base.deadLetters('simulated', { limit: 10_000 });
    const rejected = letters.map((letter) => `${letter.partition}/${letter.position}/${letter.reason}`).sort();
    problems.push(...differences('rejected', answer.rejected, rejected));
  }
  return problems;
}

/** A commit counts once for each key, and what a cache shows is the last of some shard. */
function keyProblems({ keys: wanted }: Answer, keys: readonly Keyed[]): string[] {
  const got = new Map(keys.map(({ key, value }) => [key, value]));
  return [...new Set([...wanted.keys(), ...got.keys()])].flatMap((key) => {
    const [values, value] = [wanted.get(key) ?? new Set(), got.get(key) ?? 'nothing'];
    return values.has(value) ? [] : [`key ${key}: wanted ${[...values].join(' or ') || 'nothing'}, got ${value}`];
  });
}

async function shown(store: Store, make: Make): Promise<string[]> {
  const nowhere = undefined as never;
  const rows = await Array.fromAsync(
    viewRows(store, { pipeline: 'simulated', version: 1 }, foldOf(make(nowhere, nowhere))),
  );
  return rows.map((row) => JSON.stringify(row));
}
