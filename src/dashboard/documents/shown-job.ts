import { PipelineError } from '../../core/errors.ts';
import type { Pipeline } from '../../core/pipeline.ts';
import { shortened } from '../../core/shortened.ts';
import { printable } from '../../core/table.ts';
import { timetable } from '../../runtime/schedule/timetable.ts';
import type { Run } from '../../store/store.ts';
import type { World } from '../world.ts';
import type { ShownJob, ShownRun } from './job-shapes.ts';

/** Characters of what a run failed of. */
const ERROR = 2_000;

export const shownRun = (run: Run): ShownRun => ({
  number: run.number,
  state: run.state,
  cause: run.cause,
  scheduled: run.scheduled ?? null,
  started: run.started,
  // What grows by itself would be told again and again.
  duration: run.state === 'running' ? null : run.duration,
  records: run.records ?? null,
  setAside: run.setAside ?? null,
  error: run.error === undefined ? null : shortened(run.error, ERROR),
  pictures: run.pictures.map(({ name, type, bytes }) => ({ name, type, bytes })),
});

/** A job as it is shown, by its last run, where it ever ran. */
export function shownJob(world: World, job: string, last: Run | undefined): ShownJob {
  const known = jobKnown(world, job);
  const refusal = last?.state === 'running' ? runsAlready(last) : refusalOf(world, job);
  return { job, ...dueOf(world, known), last: last ? shownRun(last) : null, known: known !== undefined, refusal };
}

/** Why a job cannot be run from here, by what is known here alone; null where it may be. */
export function refusalOf(world: World, job: string): string | null {
  if (!world.jobs) return 'Nobody may run jobs from here: this dashboard only shows them.';
  if (!jobKnown(world, job)) return `The file of ${job} is not known here: "millrace jobs run PATH" runs it.`;
  return world.jobs.refusal(job) ?? null;
}

export const runsAlready = ({ job, number }: Run): string => `${job} runs already: it is run ${number}.`;

/** The pipeline of that name, where it is a job. */
export const jobKnown = ({ pipelines }: World, job: string): Pipeline | undefined =>
  pipelines.find(({ name, source }) => name === job && source.bounded);

export const noJob = (job: string): PipelineError =>
  new PipelineError(
    'MISSING',
    `There is no job ${shortened(printable(job), 100)} here, and none has run: the page /jobs lists those there are.`,
  );

function dueOf({ clock }: World, known: Pipeline | undefined): Pick<ShownJob, 'schedule' | 'timeZone' | 'next'> {
  const { schedule, timezone } = known?.options ?? {};
  if (known === undefined || schedule === undefined) return { schedule: null, timeZone: null, next: null };
  try {
    const { zone, next } = timetable(schedule, { job: known.name, timezone });
    return { schedule, timeZone: zone, next: next(clock.now()) ?? null };
  } catch (thrown) {
    // What cannot be right is refused when it is run, and told there.
    if (thrown instanceof PipelineError) return { schedule, timeZone: timezone ?? null, next: null };
    throw thrown;
  }
}
