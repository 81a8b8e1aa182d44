import { afterEach } from 'vitest';
import type { Pipeline } from '../../src/core/pipeline.ts';
import type { Clock } from '../../src/core/time.ts';
import { type RunOptions, type RunProgress, run } from '../../src/runtime/run.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { type MemoryStore, memoryStore } from '../../src/store/memory.ts';
import { type LogLine, testContext } from './context.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** One store and one clock; what is done to the store and whatever else notes it, in its order. */
export interface World {
  readonly clock: Clock;
  readonly store: MemoryStore;
  readonly trace: string[];
  /** Runs a pipeline as a process of its own, until the test is over. */
  start(pipeline: Pipeline, options?: Partial<RunOptions>): Running;
}

export interface Running extends Omit<Outcome<RunProgress>, 'values'> {
  readonly progress: readonly RunProgress[];
  readonly lines: readonly LogLine[];
  /** Tells it to stop, and waits until it has. */
  stop(): Promise<unknown>;
}

const running = new Set<Running>();
afterEach(() => {
  for (const one of running) one.kill();
  running.clear();
});

export function world(): World {
  const clock = virtualClock();
  const trace: string[] = [];
  const store = memoryStore({ clock });
  const commit = store.commit.bind(store);
  store.commit = async (written) => {
    const committed = await commit(written);
    trace.push(`${committed} ${written.partition} at ${written.position}`);
    return committed;
  };
  let processes = 0;
  const start = (pipeline: Pipeline, options?: Partial<RunOptions>) => {
    const one = started(pipeline, { store, clock, owner: `process ${++processes}`, ...options });
    running.add(one);
    return one;
  };
  return { clock, store, trace, start };
}

function started(
  pipeline: Pipeline,
  options: Pick<RunOptions, 'store' | 'clock' | 'owner'> & Partial<RunOptions>,
): Running {
  const { lines, logger } = testContext();
  const stop = new AbortController();
  const { values, ended, kill } = outcomeOf(
    run(pipeline, { logger, logUrl: 'file:.', signal: stop.signal, ...options }),
  );
  return {
    progress: values,
    lines,
    ended,
    stop: () => {
      stop.abort();
      return ended;
    },
    kill,
  };
}
