import { PipelineError } from '../../core/errors.ts';
import { shortened } from '../../core/shortened.ts';
import { printable } from '../../core/table.ts';
import type { RunWithLog } from '../../store/jobs.ts';
import type { World } from '../world.ts';
import type { Document } from './document.ts';
import type { RunDocument } from './job-shapes.ts';
import { jobKnown, shownRun } from './shown-job.ts';
import { runnerOf } from './standing.ts';

/** One run with its log: `?job=&run=`. */
export const run = {
  async read(world, { job = '', run = '' }): Promise<RunDocument> {
    const found = await runNamed(world, job, run);
    return { job, ...shownRun(found), owner: runnerOf(found), log: found.log };
  },
  check: (world, { job = '', run = '' }) => runNamed(world, job, run),
  follows: (world, { job = '' }) => (jobKnown(world, job) ? [job] : []),
} satisfies Document;

/** A PipelineError MISSING where there is no such run, or none any more. */
export async function runNamed({ store }: World, job: string, number: string): Promise<RunWithLog> {
  const found = NUMBER.test(number) ? await store.jobs.run(job, Number(number)) : undefined;
  if (found) return found;
  const [which, of] = [number, job].map((one) => shortened(printable(one), 100));
  throw new PipelineError('MISSING', `There is no run ${which} of a job ${of}, or none any more: see /jobs/${of}.`);
}

/** Of runs; without a sign, a fraction, or more digits than a number holds. */
const NUMBER = /^[1-9]\d{0,14}$/;
