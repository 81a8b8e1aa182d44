import type { Command } from 'commander';
import { jobOf } from '../../runtime/schedule/job.ts';
import { openStore } from '../../store/open-store.ts';
import { refuseJobUnready } from '../job-ready.ts';
import { runByHand } from '../job-run.ts';
import { loadPipeline } from '../load-pipeline.ts';
import { sessionOf } from '../session.ts';
import { stopSignal } from '../stop.ts';

/** Runs a job at once, in this process, as its schedule would: by its own timeout and retries, and telling people. */
export async function runNow(name: string, command: Command): Promise<void> {
  const session = sessionOf(command);
  const job = jobOf(await loadPipeline(name));
  const store = await openStore(session.storeUrl, session);
  await refuseJobUnready(job, session, store);
  await runByHand(job, { ...session, store, signal: stopSignal(session.logger) });
  await store.close();
}
