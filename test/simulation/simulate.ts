/**
 * One seeded run of the real runtime over a sharded log: processes die, stand still and come back, the store times out,
 * applies late and is rolled back. Then the faults end, the log is read to its end, and the answer is compared.
 */

import { WorldError } from '../../src/core/errors.ts';
import type { Operator } from '../../src/core/operator.ts';
import { foldOf, type Pipeline } from '../../src/core/pipeline.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Output, Sink } from '../../src/core/sink.ts';
import type { Source } from '../../src/core/source.ts';
import type { Clock } from '../../src/core/time.ts';
import {
  count,
  dedupe,
  filter,
  first,
  last,
  millis,
  missing,
  parse,
  pipeline,
  sum,
  trade,
  tumble,
  usd,
  view,
} from '../../src/index.ts';
import type { Trade } from '../../src/market/trade.ts';
import { viewRows } from '../../src/runtime/view.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { type Random, random } from '../support/random.ts';
import { oracle } from './oracle.ts';
import type { Process } from './process.ts';
import { type Make, System } from './system.ts';
import { LATENESS, makeWorld, SIZE, WITHIN } from './world.ts';

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
  const delivered = new Map<string, Set<string>>();
  const outside = mutation.outside ?? seed % 4 === 3;
  const make = (source: Source<LogRecord>, process: Process) =>
    outside ? forwarding(source, process, chaos, delivered, mutation) : windowed(source, mutation);
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
  if (outside) problems.push(...compareOutside(answer.passed, delivered));
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

const withMutation = (mutation: Mutation) => mutation.afterParse ?? filter<Trade>(() => true);

const windowed = (source: Source<LogRecord>, mutation: Mutation): Pipeline =>
  pipeline('simulated')
    .from(source)
    .pipe(
      parse(trade),
      withMutation(mutation),
      dedupe({ within: millis(WITHIN) }),
      usd({ maxAge: millis(10_000_000) }),
      tumble(
        { size: millis(SIZE), lateness: millis(LATENESS), key: 'symbol' },
        {
          trades: count(),
          units: sum('quantity'),
          value: sum('usd'),
          unpriced: missing('usd'),
          first: first('price'),
          last: last('price'),
        },
      ),
    )
    .to(view('simulated'));

function forwarding(
  source: Source<LogRecord>,
  process: Process,
  chaos: Random,
  delivered: Map<string, Set<string>>,
  mutation: Mutation,
): Pipeline {
  const write = async (output: readonly Output<Trade>[]) => {
    await process.clock.sleep(chaos.integer(0, 5));
    const upTo = process.faults.on && chaos.chance(0.05) ? chaos.integer(0, output.length) : undefined;
    for (const { id, value } of output.slice(0, upTo)) {
      delivered.set(id, (delivered.get(id) ?? new Set()).add(`${value.symbol} ${value.id}`));
    }
    if (upTo !== undefined) throw new WorldError('the sink failed half-way');
  };
  const sink: Sink<Trade> = { kind: 'sink', name: 'outside', open: async () => ({ write, close: async () => {} }) };
  return pipeline('simulated')
    .from(source)
    .pipe(parse(trade), withMutation(mutation), dedupe({ within: millis(WITHIN) }))
    .to(sink);
}

async function shown(store: Store, make: Make): Promise<string[]> {
  const nowhere = undefined as never;
  const rows = await Array.fromAsync(
    viewRows(store, { pipeline: 'simulated', version: 1 }, foldOf(make(nowhere, nowhere))),
  );
  return rows.map((row) => JSON.stringify(row));
}

function compareOutside(passed: readonly string[], delivered: Map<string, Set<string>>): string[] {
  const contradictions = [...delivered].filter(([, values]) => values.size > 1).map(([id]) => `${id} has two contents`);
  const values = [...delivered.values()].flatMap((set) => [...set]).sort();
  return [...contradictions, ...differences('written', passed, values)];
}

function differences(what: string, wanted: readonly string[], got: readonly string[]): string[] {
  const count = (list: readonly string[]) => Map.groupBy(list, (line) => line);
  const [w, g] = [count(wanted), count(got)];
  return [...new Set([...wanted, ...got])]
    .filter((line) => (w.get(line)?.length ?? 0) !== (g.get(line)?.length ?? 0))
    .map((line) => `${what}: wanted ${w.get(line)?.length ?? 0}, got ${g.get(line)?.length ?? 0} of ${line}`);
}
