import { messageOf } from '../core/errors.ts';
import { virtualClock } from '../runtime/virtual-clock.ts';
import { memoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { type Fault, Faults } from './faults.ts';
import { type Difference, firstDifference, type Lines } from './outcome.ts';
import { outcomeIn, outcomeOf, partitionless, rowsIn } from './outcomes.ts';
import { outsideOf } from './outside.ts';
import { plain } from './plain.ts';
import type { Prepared } from './prepare.ts';
import { random } from './random.ts';
import { cut } from './shards.ts';
import { System } from './system.ts';
import { weatherOf } from './weather.ts';

/** What became of one seed. */
export interface Verdict {
  readonly seed: number;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly wrong?: Wrong;
}

export interface Wrong {
  /** Faults changed it, or the cut of the log into partitions and reads alone. */
  readonly by: 'faults' | 'cuts';
  readonly difference: Difference;
}

/** What differs where a run does not come to its end. */
export const RUN = 'the run';

/** Between two looks at the view, on average, in looks at the processes. */
const LOOK_EVERY = 6;

/**
 * Runs a pipeline in the world of one seed, and compares. `broken` takes a rule of the store away, to see that it would
 * be noticed.
 */
export async function trial(prepared: Prepared, seed: number, broken = (store: Store) => store): Promise<Verdict> {
  const faults = new Map<Fault, number>();
  try {
    const wrong = await wrongIn(prepared, seed, broken, faults);
    return wrong ? { seed, faults, wrong } : { seed, faults };
  } catch (thrown) {
    // What makes a row, or an effect, of what was stored.
    return { seed, faults, wrong: { by: 'faults', difference: ended(thrown) } };
  }
}

async function wrongIn(
  prepared: Prepared,
  seed: number,
  broken: (store: Store) => Store,
  counts: Map<Fault, number>,
): Promise<Wrong | undefined> {
  const { subject, entries, cutting, folds } = prepared;
  const { pipeline, ambient } = subject;
  const chaos = random(seed);
  const weather = weatherOf(chaos, entries.length);
  const faults = new Faults(chaos, weather.faults, counts);
  const clock = virtualClock(chaos.integer(Date.UTC(1990, 0), Date.UTC(2090, 0)));
  const shards = cut(entries, cutting, chaos, faults);

  ambient.begin(2 * seed + 1);
  const store = memoryStore({ clock });
  const outside = outsideOf(pipeline, ambient);
  const world = { subject, shards, outside, store: broken(store), clock, faults, random: chaos, weather };
  const system = new System({ ...world, owners: new Map() });
  const finals = new Map<string, string>();
  const finished = await system.finish(async () => {
    if (!chaos.chance(1 / LOOK_EVERY)) return;
    for (const [id, row] of await rowsIn(store, pipeline, ambient))
      if (row.includes('"final":true')) finals.set(id, row);
  });
  if (!finished) return { by: 'faults', difference: ended(system.failure?.thrown) };

  ambient.begin(2 * seed + 2);
  const calm = await plain(subject, shards);
  const wanted = outcomeOf(subject, calm);
  const got = await outcomeIn(store, subject, outside, calm.texts);
  const difference = firstDifference(wanted, got) ?? changed(finals, got.get('rows') ?? new Map());
  if (difference) return { by: 'faults', difference };

  const others = cut(folds.entries, cutting, chaos);
  const other = firstDifference(
    folds.outcome,
    partitionless(subject, await plain(subject, others, { cut: weather.cut })),
  );
  return other && { by: 'cuts', difference: other };
}

/** A final row never changes. */
function changed(finals: Lines, rows: Lines): Difference | undefined {
  for (const [id, wanted] of finals) {
    if (rows.get(id) !== wanted) return { of: 'rows that were shown as final', id, wanted, got: rows.get(id) };
  }
  return undefined;
}

const ended = (thrown: unknown): Difference => ({
  of: RUN,
  id: 'its end',
  wanted: 'all of the log is read',
  // The same place is another one in each copy of the file that is loaded.
  got: thrown === undefined ? 'it hangs' : stackOf(thrown).replace(/\?\d+(?=:\d)/g, ''),
});

const stackOf = (thrown: unknown): string => (thrown instanceof Error && thrown.stack) || messageOf(thrown);
