import { of } from 'rxjs';
import { scheduledRuns } from '../../src/cli/job-run.ts';
import { AT_ONCE } from '../../src/cli/schedule.ts';
import type { JobOptions } from '../../src/core/job-options.ts';
import type { Notifier } from '../../src/core/notice.ts';
import type { Pipeline } from '../../src/core/pipeline.ts';
import type { Prices } from '../../src/core/prices.ts';
import { noSecrets, type Secrets } from '../../src/core/secret.ts';
import type { RunContext, Source } from '../../src/core/source.ts';
import type { Clock, Millis } from '../../src/core/time.ts';
import { pipeline } from '../../src/index.ts';
import { scheduledJob } from '../../src/runtime/schedule/job.ts';
import { schedule } from '../../src/runtime/schedule/scheduler.ts';
import type { Store } from '../../src/store/store.ts';
import { testContext } from '../support/context.ts';
import { mortal } from '../support/mortal.ts';
import { Kept } from '../support/outside.ts';

/** A source of one item, the time for which the run was due; `work` is done before, and may fail. */
export const dueTimes = (work: (context: RunContext) => unknown = () => {}): Source<Millis> => ({
  name: 'due times',
  kind: 'other',
  bounded: true,
  onePartition: true,
  partitions: (context) => {
    const open = async () => {
      await work(context);
      const positionOf = () => 'end';
      const read = { items: [context.scheduled], position: 'end', positionOf, ended: { children: [] } };
      return { next: async () => read, close: async () => {} };
    };
    return of([{ id: 'due', parents: [], open }]);
  },
});

/** A job, and the times that it has let out. */
export function dueJob(name: string, options: JobOptions, work?: (context: RunContext) => unknown) {
  const sink = new Kept<Millis>('out');
  const job = pipeline(name, options).from(dueTimes(work)).to(sink);
  return { job, times: () => sink.written.map(({ value }) => value) };
}

interface World {
  readonly clock: Clock;
  readonly store: Store;
  readonly owner?: string;
  readonly logUrl?: string;
  readonly secrets?: Secrets;
  readonly prices?: (clock: Clock) => Promise<Prices>;
  /** Told how runs end, of all jobs. */
  readonly notify?: readonly Notifier[];
}

const noPrices = () => Promise.reject(new Error('no prices'));

/** A process that runs pipelines by their schedules, as `millrace schedule` does; to be stopped, or killed. */
export function scheduling(pipelines: readonly Pipeline[], { owner = 'one', ...world }: World) {
  const { logUrl = 'file:.', secrets = noSecrets, prices = noPrices, notify = [] } = world;
  const stop = new AbortController();
  const { lines, logger } = testContext();
  const { clock, store, kill } = mortal(world.clock, world.store);
  const { signal } = stop;
  const outside = { logUrl, secrets, prices: () => prices(clock) };
  const run = scheduledRuns({ clock, store, logger, signal, owner, level: 'silent', ...outside });
  const jobs = pipelines.map(scheduledJob).map((job) => ({ ...job, notify: [...job.notify, ...notify] }));
  const ended = schedule(jobs, { clock, logger, jobs: store.jobs, signal, atOnce: AT_ONCE, run });
  return {
    lines,
    kill,
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}
