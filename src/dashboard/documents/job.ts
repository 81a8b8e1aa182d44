import type { Document } from './document.ts';
import type { JobDocument } from './job-shapes.ts';
import { jobKnown, noJob, shownJob, shownRun } from './shown-job.ts';

/** Runs that are shown. */
const RUNS = 50;

/** One job and its last runs: `?job=`. */
export const job = {
  async read(world, { job = '' }): Promise<JobDocument> {
    const runs = await world.store.jobs.runs(job, { limit: RUNS });
    const known = jobKnown(world, job);
    if (runs.length === 0 && !known) throw noJob(job);
    return {
      ...shownJob(world, job, runs[0]),
      destinations: (known?.destinations ?? []).map(({ kind, name }) => ({ kind, name })),
      notify: (known?.options.notify ?? []).map(({ name }) => name),
      runs: runs.map(shownRun),
    };
  },
  async check(world, { job = '' }) {
    if (!jobKnown(world, job) && (await world.store.jobs.runs(job, { limit: 1 })).length === 0) throw noJob(job);
  },
  follows: (world, { job = '' }) => (jobKnown(world, job) ? [job] : []),
} satisfies Document;
