import { refuseUnready } from '../runtime/ready.ts';
import type { Job } from '../runtime/schedule/job.ts';
import { refuseWithout } from '../runtime/wanted-secrets.ts';
import type { Store } from '../store/store.ts';
import type { Session } from './session.ts';

/** Refuses a job that could not run here, or whose people could not be told, before anything starts. */
export async function refuseJobUnready(job: Job, session: Session, store: Store): Promise<void> {
  await refuseUnready(job.pipeline, { ...session, store });
  await refuseWithout(job.name, job.notify, session.secrets);
}
