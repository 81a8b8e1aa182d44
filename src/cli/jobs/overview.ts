import type { Command } from 'commander';
import type { Run } from '../../store/store.ts';
import { printRows, say } from '../output.ts';
import { knownJobs } from '../scheduled-jobs.ts';
import { jobLineOf } from './line.ts';
import { lastRuns, reading } from './reading.ts';

/** Prints each job with its last run, and when it is due next; those that are scheduled here and never ran, too. */
export const overview = (command: Command): Promise<void> =>
  reading(command, async (store, { json, url, session }) => {
    const now = session.clock.now();
    const runs = new Map<string, Run>();
    for await (const run of lastRuns(store)) runs.set(run.job, run);
    const ran = (job: string) => runs.has(job);
    const scheduled = await knownJobs(ran, (problem) => say(`millrace: ${problem}`));
    const next = new Map(scheduled.map(({ name, timetable }) => [name, timetable.next(now)]));
    const names = [...new Set([...runs.keys(), ...next.keys()])].sort();
    const lines = names.map((job) =>
      json ? { job, ...runs.get(job), next: next.get(job) } : jobLineOf(job, runs.get(job), next.get(job)),
    );
    await printRows(lines, { json });
    if (runs.size === 0) say(`${url} knows no run of a job`);
  });
