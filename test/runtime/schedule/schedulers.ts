import type { JobOptions } from '../../../src/core/job-options.ts';
import { type Clock, type Duration, iso, type Millis, seconds } from '../../../src/core/time.ts';
import { log, pipeline, print } from '../../../src/index.ts';
import { type ScheduledJob, scheduledJob } from '../../../src/runtime/schedule/job.ts';
import type { Due } from '../../../src/runtime/schedule/lane.ts';
import { schedule } from '../../../src/runtime/schedule/scheduler.ts';
import type { Store } from '../../../src/store/store.ts';
import { testContext } from '../../support/context.ts';
import { mortal } from '../../support/mortal.ts';

/** A Thursday. */
export const NOON = Date.UTC(2024, 7, 8, 12);
/** `12:05`, of the same day. */
export const of = (time: Millis): string => iso(time).slice(11, 16);

export const jobNamed = (name: string, options: JobOptions): ScheduledJob =>
  scheduledJob(
    pipeline(name, options)
      .from(log('crypto', { limit: 1 }))
      .to(print()),
  );

export interface Ran extends Due {
  readonly job: string;
  readonly by: string;
  readonly began: Millis;
  ended?: Millis;
}

interface Options {
  readonly jobs: readonly ScheduledJob[];
  readonly clock: Clock;
  readonly store: Store;
  readonly owner?: string;
  readonly atOnce?: number;
  /** How long a run takes. */
  readonly takes?: (job: string, scheduled: Millis) => Duration;
  /** Notes what is begun. */
  readonly ran?: Ran[];
}

/** A process that runs jobs by their schedules, each of which does nothing but take its time. */
export function scheduler({ jobs, owner = 'one', atOnce = 4, takes = () => 0, ran = [], ...world }: Options) {
  const stop = new AbortController();
  const { lines, logger } = testContext();
  const process = mortal(world.clock, world.store);
  const { clock, store } = process;
  let runs = 0;
  const run = async ({ name, keep }: ScheduledJob, { scheduled, cause }: Due): Promise<void> => {
    const by = `${owner}/${++runs}`;
    const begun = await store.jobs.begin({ job: name, cause, scheduled, owner: by, keep });
    if (!begun.begun) return;
    const one: Ran = { job: name, scheduled, cause, by: owner, began: clock.now() };
    ran.push(one);
    const own = { job: name, number: begun.number, owner: by };
    const until = clock.now() + takes(name, scheduled);
    while (clock.now() < until && !stop.signal.aborted) {
      await clock.sleep(Math.min(until - clock.now(), seconds(5)), stop.signal);
      await store.jobs.beat(own);
    }
    one.ended = clock.now();
    const result = stop.signal.aborted ? 'stopped' : 'succeeded';
    await store.jobs.finish(own, { result, duration: clock.now() - one.began, log: '', records: 0, setAside: 0 });
  };
  const ended = schedule(jobs, { clock, logger, jobs: store.jobs, signal: stop.signal, atOnce, run });
  return {
    ran,
    lines,
    kill: process.kill,
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}
