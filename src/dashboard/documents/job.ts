import type { Document } from './document.ts';
import type { JobDocument } from './job-shapes.ts';
import { jobKnown, noJob, shownJob, shownRun } from './shown-job.ts';

/** Runs that are shown. */
const RUNS = 50;

/** One job and its last runs: `?job=`. */
export const job = {
  async read(world, { job = '' }): Promise<JobDocument> {
    const runs = await world.store.jobs.runs(job, { limit: RUNS });
    if (runs.length === 0 && !jobKnown(world, job)) throw noJob(job);
    return { ...shownJob(world, job, runs[0]), runs: runs.map(shownRun) };
  },
  follows: (world, { job = '' }) => (jobKnown(world, job) ? [job] : []),
} satisfies Document;
