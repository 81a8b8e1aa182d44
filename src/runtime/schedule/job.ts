import { PipelineError } from '../../core/errors.ts';
import type { JobOptions } from '../../core/job-options.ts';
import type { Notifier } from '../../core/notice.ts';
import type { Pipeline } from '../../core/pipeline.ts';
import { type Duration, days } from '../../core/time.ts';
import { KEEP, type Keep, RUNS_MAX } from '../../store/store.ts';
import { type Timetable, timetable } from './timetable.ts';

/** A pipeline whose source ends, with what its options say of its runs. */
export interface Job {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly timeout: Duration | undefined;
  readonly retries: number;
  readonly keep: Keep;
  readonly notify: readonly Notifier[];
}

/** One that is run by a schedule. */
export interface ScheduledJob extends Job {
  readonly timetable: Timetable;
  readonly overlap: 'skip' | 'queue';
  /** Times that were missed and are made up for, at most. */
  readonly catchUp: number;
}

const TIMEOUT_MAX: Duration = days(7);
const RETRIES_MAX = 10;
/** By the one before it is told what the last run is to its job: `fixed`, or `still failing`. */
const RUNS_MIN = 2;
const CATCH_UP = 100;
const CATCH_UP_MAX = 1_000;

/** The job that a sound pipeline is; a PipelineError CONFIG where its source has no end. */
export function jobOf(pipeline: Pipeline): Job {
  const { name, options, source } = pipeline;
  if (!source.bounded) {
    throw new PipelineError(
      'CONFIG',
      `${name} is no job, because ${source.name} has no end: "millrace run" is for it.`,
    );
  }
  const { timeout, retries = 0, keep, notify = [] } = options;
  return { name, pipeline, timeout, retries, keep: keepOf(keep), notify };
}

/** The same by its schedule; a PipelineError CONFIG where it has none. */
export function scheduledJob(pipeline: Pipeline): ScheduledJob {
  const { name, options } = pipeline;
  const { schedule, timezone, overlap = 'skip', catchUp = false } = options;
  if (schedule === undefined) {
    throw new PipelineError('CONFIG', `${name} has no schedule: pipeline('${name}', { schedule: '0 * * * *' }).`);
  }
  const most = catchUp === true ? CATCH_UP : Number(catchUp);
  return { ...jobOf(pipeline), timetable: timetable(schedule, { job: name, timezone }), overlap, catchUp: most };
}

const keepOf = ({ runs = KEEP.runs, days: age }: NonNullable<JobOptions['keep']> = {}): Keep => ({
  runs,
  age: age === undefined ? KEEP.age : days(age),
});

/** What cannot be right about when and how a pipeline is run as a job, each in one sentence. */
export function* problemsOfJob({ name, options, source }: Pipeline): Generator<string> {
  yield* ofSchedule(name, options, source.bounded, source.name);
  const { timeout, retries, overlap, catchUp, keep, notify } = options;
  const given = Object.entries({ timeout, retries, keep, notify }).filter(([, value]) => value !== undefined);
  if (given.length > 0 && !source.bounded) {
    const names = given.map(([option]) => option).join(', ');
    yield `${names} is said of a job, whose source ends by itself, and ${source.name} does not: leave it out.`;
  }
  if (timeout !== undefined && !(timeout > 0 && timeout <= TIMEOUT_MAX)) {
    yield `timeout is ${timeout}. Wanted: a span such as minutes(10), of 7 days at most.`;
  }
  if (retries !== undefined && !wholeUpTo(RETRIES_MAX, retries)) {
    yield `retries is ${retries}. Wanted: a whole number from 0 to ${RETRIES_MAX}.`;
  }
  if (overlap !== undefined && !['skip', 'queue'].includes(overlap)) {
    yield `overlap is ${JSON.stringify(overlap)}. Wanted: 'skip' or 'queue'.`;
  }
  if (catchUp !== undefined && typeof catchUp !== 'boolean' && !wholeUpTo(CATCH_UP_MAX, catchUp)) {
    yield `catchUp is ${JSON.stringify(catchUp)}. Wanted: true, false, or how many at most, up to ${CATCH_UP_MAX}.`;
  }
  if (keep !== undefined && !isKeep(keepOf(keep))) {
    const wanted = `such as { runs: 100, days: 30 }, of ${RUNS_MIN} to ${RUNS_MAX} runs`;
    yield `keep is ${JSON.stringify(keep)}. Wanted: ${wanted}.`;
  }
  if (notify !== undefined && !(Array.isArray(notify) && notify.every((one) => typeof one?.notify === 'function'))) {
    yield "notify is no list of who is told. Wanted: such as [bySlack('#ops')].";
  }
}

const wholeUpTo = (most: number, value: number): boolean => Number.isInteger(value) && value >= 0 && value <= most;

const isKeep = ({ runs, age }: Keep): boolean =>
  Number.isInteger(runs) && runs >= RUNS_MIN && runs <= RUNS_MAX && age >= 0;

function* ofSchedule(job: string, options: JobOptions, bounded: boolean, source: string): Generator<string> {
  const { schedule, timezone, overlap, catchUp } = options;
  if (schedule === undefined) {
    for (const [option, value] of Object.entries({ timezone, overlap, catchUp })) {
      if (value !== undefined) yield `It has ${option} and no schedule: give it one, or leave ${option} out.`;
    }
    return;
  }
  if (!bounded) yield `A schedule needs a source that ends by itself; ${source} does not: give it a limit.`;
  try {
    timetable(schedule, { job, timezone });
  } catch (thrown) {
    if (!(thrown instanceof PipelineError)) throw thrown;
    // Who shows the problems of a pipeline says whose they are.
    yield thrown.message.replace(` of ${job}`, '');
  }
}
