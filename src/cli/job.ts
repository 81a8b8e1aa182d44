import type { Pipeline } from '../core/pipeline.ts';
import type { Duration } from '../core/time.ts';
import type { RunOptions } from '../runtime/run.ts';
import type { Result } from '../store/store.ts';
import { runOne } from './run-one.ts';
import type { Tally } from './tally.ts';
import { within } from './time-limit.ts';
import { Unsuccessful } from './unsuccessful.ts';

/** Runs a job, for so long at most. Throws where it was not done by then, or where nothing came of it. */
export const runJob = (pipeline: Pipeline, options: RunOptions, tally: Tally, timeout?: Duration): Promise<Result> =>
  timeout === undefined
    ? tallied(pipeline, options, tally)
    : within(timeout, pipeline.name, options, (limited) => tallied(pipeline, { ...options, ...limited }, tally));

/** Says at its end what was set aside. */
async function tallied(pipeline: Pipeline, options: RunOptions, tally: Tally): Promise<Result> {
  const result = await runOne(pipeline, options, (progress) => tally.add(progress));
  const { name } = pipeline;
  const { records, setAside, inVain } = tally;
  if (setAside > 0)
    options.logger.warn({ pipeline: name, records, setAside }, `millrace dead ${name} shows what is set aside`);
  if (result === 'succeeded' && inVain !== undefined) {
    throw new Unsuccessful('failed', `Nothing came through ${name}: ${inVain}. "millrace dead ${name}" shows them.`);
  }
  return result;
}
