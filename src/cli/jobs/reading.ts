import type { Command } from 'commander';
import { PipelineError } from '../../core/errors.ts';
import { openReader, shownStore } from '../../store/open-store.ts';
import type { JobsReader, Run } from '../../store/store.ts';
import { type Session, sessionOf } from '../session.ts';

/** Runs or jobs that are read at a time. */
const PAGE = 100;

/** How it is read; `--json` is the command's own or that of `jobs`, which takes it first. */
export interface How {
  readonly url: string;
  readonly json: boolean;
  readonly session: Session;
}

export async function reading(command: Command, read: (store: JobsReader, how: How) => Promise<unknown>) {
  const session = sessionOf(command);
  const { json = false } = command.optsWithGlobals<{ readonly json?: true }>();
  const store = await openReader(session.storeUrl, session);
  await read(store.jobs, { url: shownStore(session.storeUrl), json, session });
  await store.close();
}

/** The last run of each job, by name. */
export async function* lastRuns(store: JobsReader): AsyncGenerator<Run> {
  for (let after: string | undefined; ; ) {
    const page = await store.last({ limit: PAGE, after });
    yield* page;
    after = page.at(-1)?.job;
    if (after === undefined) return;
  }
}

/** The last `n` runs of a job, the newest first. */
export async function* runsOf(store: JobsReader, job: string, n: number): AsyncGenerator<Run> {
  for (let left = n, before: number | undefined; left > 0; ) {
    const page = await store.runs(job, { limit: Math.min(left, PAGE), before });
    yield* page;
    left -= page.length;
    before = page.at(-1)?.number;
    if (before === undefined) return;
  }
}

/** The last run of a job; a PipelineError MISSING where it has none. */
export async function lastOf(store: JobsReader, job: string, url: string): Promise<Run> {
  const [last] = await store.runs(job, { limit: 1 });
  if (last) return last;
  throw new PipelineError('MISSING', `${url} knows no run of a job ${job}: "millrace jobs" lists those that have run.`);
}

/** A run of that number, or the last one; a PipelineError MISSING where it is not there. */
export async function runWanted(store: JobsReader, job: string, wanted: number | undefined, url: string) {
  const last = await lastOf(store, job, url);
  const run = await store.run(job, wanted ?? last.number);
  if (run) return run;
  throw new PipelineError(
    'MISSING',
    `${job} has no run ${wanted}, or none any more: "millrace jobs history ${job}" lists those there are.`,
  );
}
