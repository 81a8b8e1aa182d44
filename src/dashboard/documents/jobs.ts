import type { Run } from '../../store/store.ts';
import type { World } from '../world.ts';
import type { Document } from './document.ts';
import type { JobsDocument } from './job-shapes.ts';
import { shownJob } from './shown-job.ts';

/** Jobs that are shown, at most, and read at a time. */
const MOST = 1_000;
const PAGE = 100;

/** All jobs: those that have a schedule, and those that ever ran. */
export const jobs = {
  async read(world): Promise<JobsDocument> {
    const ran = await lastRuns(world);
    const scheduled = world.pipelines.filter(({ options, source }) => source.bounded && options.schedule !== undefined);
    const names = new Set([...ran.keys(), ...scheduled.map(({ name }) => name)]);
    const shown = [...names].sort().slice(0, MOST);
    return { jobs: shown.map((job) => shownJob(world, job, ran.get(job))) };
  },
  follows: (world) => world.pipelines.filter(({ source }) => source.bounded).map(({ name }) => name),
} satisfies Document;

/** The last run of each job, by its name. */
async function lastRuns({ store }: World): Promise<ReadonlyMap<string, Run>> {
  const runs = new Map<string, Run>();
  for (let after: string | undefined; runs.size < MOST; ) {
    const page = await store.jobs.last({ limit: PAGE, after });
    for (const run of page) runs.set(run.job, run);
    after = page.at(-1)?.job;
    if (page.length < PAGE) break;
  }
  return runs;
}
