import type { Pipeline } from '../core/pipeline.ts';
import type { RunOptions } from '../runtime/run.ts';
import type { Job } from '../runtime/schedule/job.ts';
import type { Result } from '../store/store.ts';
import { attempts } from './attempts.ts';
import { runOne } from './run-one.ts';
import type { Tally } from './tally.ts';
import { within } from './time-limit.ts';
import { Unsuccessful } from './unsuccessful.ts';

type Limits = Pick<Job, 'timeout'> & Partial<Pick<Job, 'retries'>>;
type Limited = Pick<RunOptions, 'clock' | 'logger' | 'signal'> & { readonly letGo?: AbortSignal };

/**
 * Runs a job, for so long at most, all attempts included. Throws where it was not done by then, or where nothing came
 * of it.
 */
export function runJob(
  pipeline: Pipeline,
  options: RunOptions,
  tally: Tally,
  { timeout, retries = 0 }: Limits,
): Promise<Result> {
  const job = pipeline.name;
  const work = (limited: Limited) =>
    attempts({ job, retries, ...limited }, () => tallied(pipeline, { ...options, ...limited }, tally));
  const { clock, logger, signal } = options;
  return timeout === undefined ? work({ clock, logger, signal }) : within(timeout, job, options, work);
}

/** Says at its end what was set aside. */
async function tallied(pipeline: Pipeline, options: RunOptions & Limited, tally: Tally): Promise<Result> {
  tally.begin();
  const result = await runOne(pipeline, options, (progress) => tally.add(progress));
  const { name } = pipeline;
  const { records, setAside, inVain } = tally;
  if (setAside > 0)
    options.logger.warn({ pipeline: name, records, setAside }, `millrace dead ${name} shows what is set aside`);
  if (result === 'succeeded' && inVain !== undefined) {
    throw new Unsuccessful('failed', `${nothingThrough(name, inVain)} "millrace dead ${name}" shows them.`);
  }
  return result;
}

/** Why a run has failed by which nothing came; `inVain` as the tally says it. */
export const nothingThrough = (job: string, inVain: string): string => `Nothing came through ${job}: ${inVain}.`;
