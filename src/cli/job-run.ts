import { messageOf, PipelineError } from '../core/errors.ts';
import { iso } from '../core/time.ts';
import type { RunOptions } from '../runtime/run.ts';
import type { Job, ScheduledJob } from '../runtime/schedule/job.ts';
import type { Due } from '../runtime/schedule/lane.ts';
import type { Result } from '../store/store.ts';
import { runJob } from './job.ts';
import { Notices } from './notices.ts';
import { recorded } from './recorded.ts';
import { RunRecord } from './run-record.ts';
import type { Session } from './session.ts';

/** In what a job is run. */
type World = RunOptions & Pick<Session, 'level' | 'secrets'>;

/**
 * Runs jobs when they are due, each time once, whoever else does on the same store: nothing is run of which the store
 * does not say that it is ours. What a job fails of, a bug included, is that run's alone; it never rejects for that.
 */
export function scheduledRuns(world: World): (job: ScheduledJob, due: Due) => Promise<void> {
  const { logger, owner, store, signal } = world;
  let runs = 0;
  return async (job, { scheduled, cause }) => {
    const { name, keep } = job;
    // An owner of its own: who asks twice for the same time, behind a clock that was set back, gets it once.
    const beginning = { job: name, cause, scheduled, owner: `${owner}/${++runs}`, keep };
    const record = new RunRecord(beginning, { ...world, jobs: store.jobs, patient: signal });
    const begun = await record.begin();
    const { number } = record;
    if (begun !== 'begun') return logger.debug({ pipeline: name, scheduled: iso(scheduled) }, `not run here: ${begun}`);
    try {
      await worked(job, cause, record, { ...world, scheduled });
    } catch (thrown) {
      const stack = thrown instanceof PipelineError ? undefined : thrown instanceof Error && thrown.stack;
      logger.error({ pipeline: name, run: number, reason: messageOf(thrown), ...(stack && { stack }) }, 'failed');
    }
  };
}

interface ByHand {
  /** What its history says of why it ran. */
  readonly cause?: string;
  /** Told when it has begun: its number, where the store takes that it is run. */
  readonly begun?: (number: number | undefined) => void;
}

/** Runs a job at once; throws what it fails of. Where the store does not take that it is run, it is all the same. */
export async function runByHand(job: Job, world: World, { cause = 'by hand', begun }: ByHand = {}): Promise<Result> {
  const { name, keep } = job;
  const record = new RunRecord({ job: name, cause, owner: world.owner, keep }, { ...world, jobs: world.store.jobs });
  await record.begin();
  begun?.(record.number);
  return worked(job, cause, record, world);
}

/** What is done in a run that has begun. */
function worked(job: Job, cause: string, record: RunRecord, world: World): Promise<Result> {
  const { logger, keepPicture, tally } = record;
  const notices = new Notices(job, cause, record, world);
  const lost = notices.ofLost();
  const work = () => runJob(job.pipeline, { ...world, logger, keepPicture }, tally, job);
  return recorded(record, work, async (ended) => {
    await lost;
    await notices.ofEnd(ended);
  });
}
