import type { Pipeline } from '../core/pipeline.ts';
import type { RunOptions } from '../runtime/run.ts';
import type { Result } from '../store/store.ts';
import { runOne } from './run-one.ts';
import type { Tally } from './tally.ts';
import { Unsuccessful } from './unsuccessful.ts';

/** Runs a job, and says at its end what was set aside. Throws where nothing else came of it. */
export async function runJob(pipeline: Pipeline, options: RunOptions, tally: Tally): Promise<Result> {
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
