import type { Pipeline } from '../../../src/core/pipeline.ts';
import type { Duration, Millis } from '../../../src/core/time.ts';
import { days, hours, minutes, seconds } from '../../../src/index.ts';
import { random } from '../../support/random.ts';
import { type Life, livesOf } from './lives.ts';
import type { Ran } from './noting.ts';
import { type DaysOptions, daysOf } from './world.ts';

interface Days extends DaysOptions {
  /** When there is a process for jobs of each minute. */
  readonly shifts: readonly (readonly [from: Duration, to: Duration])[];
}

/** Lets processes live that run all jobs, and be killed, and gives what has come of it. */
export async function live({ shifts, ...options }: Days) {
  Error.stackTraceLimit = 3; // what is aborted has a stack of its own each time
  const { seed, start } = options;
  const here = await daysOf(options);
  const { clock, jobs } = here;
  const chance = random(seed);
  const often = ({ options }: Pipeline) => options.schedule?.startsWith('* ') === true;
  const living = { ...here, chance };
  const few = { ...living, lives: options.span > days(1) ? hours(6) : hours(2), away: minutes(20) };
  const many = { ...living, lives: minutes(30), away: minutes(2) };
  const until = start + options.span + minutes(3);
  const seldom = livesOf(
    jobs.filter((job) => !often(job)),
    start + seconds(30),
    until,
    few,
  );
  const lives: Life[] = [];
  for (const [from, to] of shifts) lives.push(...(await livesOf(jobs.filter(often), start + from, start + to, many)));
  lives.push(...(await seldom));
  await clock.sleep(until - clock.now());
  const runsOf = new Map(jobs.map(({ name }) => [name, here.ran.filter(({ job }) => job === name)]));
  const endOf = (run: Ran): Millis => {
    const life = lives.find(
      ({ jobs, from, to }) => jobs.some(({ name }) => name === run.job) && from <= run.began && run.began <= to,
    );
    return run.ended ?? Number(life?.to);
  };
  const inRun = (run: Ran, at: Millis) => run.began <= at && at <= endOf(run);
  /** Whether what a job did then may be as if it had never been. */
  const unsure = (job: string) => (at: Millis) => {
    const run = runsOf.get(job)?.find((run) => inRun(run, at));
    return run?.ending?.result !== 'succeeded';
  };
  return { ...here, options, lives, runsOf, endOf, inRun, unsure };
}
export type Lived = Awaited<ReturnType<typeof live>>;
