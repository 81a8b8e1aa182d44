import type { Observable } from 'rxjs';
import { observed } from './observed.ts';
import { OpenTask } from './open-task.ts';
import type { Progress, TaskSpec } from './task-spec.ts';

/**
 * One pipeline on one partition: open, read, fold, write outside, commit, read on. Emits after each commit; completes
 * when the partition is over or the run is told to stop; errors as the world or the code does. To retry is to subscribe
 * again, which opens again: memory never outlives a failed commit. To unsubscribe drops what is in hand, uncommitted.
 */
export const task = (spec: TaskSpec): Observable<Progress> =>
  observed(async (tell, dropped) => {
    const stop = AbortSignal.any([dropped, spec.context.signal]);
    const task = await OpenTask.open(spec, stop);
    try {
      // The commit that ended it may have been applied without our knowing: others wait to hear of it.
      if (task.ended) tell(task.progress());
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
    } finally {
      await task.close();
    }
  });
