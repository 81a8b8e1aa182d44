import type { Subscription } from 'rxjs';
import { keptCellsOf, type Pipeline } from '../core/pipeline.ts';
import { silent } from '../core/silent.ts';
import { run } from '../runtime/run.ts';
import { overNetwork } from './network.ts';
import { Process } from './process.ts';
import { cutLog } from './source.ts';
import { watched } from './watched.ts';
import { LEASE } from './weather.ts';
import type { World } from './world.ts';

/** A process that was started, until it is over. */
export interface Live {
  readonly process: Process;
  /** Tells it to stop as people do. */
  readonly stop: AbortController;
  over: boolean;
}

interface Told {
  /** It was killed, or stands still: somebody else must take over. */
  readonly lost: () => void;
  readonly completed: () => void;
  readonly failed: (thrown: unknown) => void;
}

/**
 * The next run of such a job goes on with what this one kept, or counts on from what it counted: two runs over one log
 * are another thing than one.
 */
export const goesOn = (pipeline: Pipeline): boolean => {
  const counts = pipeline.destinations.some(({ kind }) => kind === 'keys');
  return pipeline.source.bounded && (counts || keptCellsOf(pipeline).length > 0);
};

/** Starts a process that runs the pipeline, with the world's log, store and destinations in the place of its own. */
export function launch(owner: string, world: World, told: Told): Live {
  const { subject, shards, outside, store, weather, clock, owners } = world;
  const { pipeline, ambient, prices } = subject;
  let subscription: Subscription | undefined;
  const end = () => {
    live.over = true;
    subscription?.unsubscribe();
  };
  const process = new Process(owner, { ...world, mortal: !goesOn(pipeline) }, (what) => {
    if (what === 'killed') end();
    told.lost();
  });
  const live: Live = { process, stop: new AbortController(), over: false };
  const chance = weather.chance.operators / pipeline.operators.length;
  const running = {
    ...pipeline,
    source: cutLog(pipeline.source, shards, process),
    operators: watched(pipeline.operators, ambient, () => process.maybeCrash('crash in the operators', chance)),
    destinations: outside.map((one) => one.instead(process)),
  };
  subscription = run(running, {
    store: overNetwork(store, process, owners),
    clock,
    logger: silent,
    logUrl: 'file:.',
    prices: async () => prices,
    signal: live.stop.signal,
    owner,
    leaseSpan: LEASE,
    limits: weather.limits,
  }).subscribe({
    complete: () => {
      live.over = true;
      told.completed();
    },
    error: (thrown: unknown) => {
      live.over = true;
      told.failed(thrown);
    },
  });
  if (live.over) subscription.unsubscribe();
  return live;
}
