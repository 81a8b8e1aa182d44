import type { Observable } from 'rxjs';
import { observed } from './observed.ts';
import { OpenTask } from './open-task.ts';
import { endedProgress, type Progress, type TaskSpec } from './task-spec.ts';

/**
 * One pipeline on one partition: open, read, fold, write outside, commit, read on. Emits after each commit; completes
 * when the partition is over or the run is told to stop; errors as the world or the code does. To retry is to subscribe
 * again, which opens again: memory never outlives a failed commit. To unsubscribe drops what is in hand, uncommitted.
 */
export const task = (spec: TaskSpec): Observable<Progress> =>
  observed(async (tell, dropped) => {
    const { store, scope, partition, owner, fresh } = spec;
    const opened = await store.open(scope, partition.id, owner, fresh);
    spec.opened();
    // The commit that ended it may have been applied without our knowing: others wait to hear of it.
    if (opened.ended) return tell(endedProgress(opened));
    const stop = AbortSignal.any([dropped, spec.context.signal]);
    const task = await OpenTask.open(spec, opened, stop);
    try {
      await work(task, tell, dropped, stop);
    } catch (thrown) {
      await task.close().catch(() => {}); // what failed first says more
      throw thrown;
    }
    await task.close();
  }, spec.underway);

async function work(
  task: OpenTask,
  tell: (progress: Progress) => void,
  dropped: AbortSignal,
  stop: AbortSignal,
): Promise<void> {
  while (!task.ended && !dropped.aborted) {
    const read = await task.next();
    if (dropped.aborted) return;
    if (read) task.fold(read);
    if (task.idle && !stop.aborted) await task.verify();
    if (task.due || (!task.idle && (!read || stop.aborted))) {
      const progress = await task.commit(dropped);
      if (progress) tell(progress);
    }
    if (stop.aborted) return;
  }
}
