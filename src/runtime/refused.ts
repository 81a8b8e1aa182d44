import { PipelineError } from '../core/errors.ts';
import type { Committed } from '../store/store.ts';

/** The error of a task whose commit the store did not take. Nothing was written, and nothing may be from here on. */
export function refused(
  committed: Exclude<Committed, 'committed'>,
  pipeline: string,
  partition: string,
): PipelineError {
  const task = `${pipeline} on partition ${partition}`;
  return committed === 'fenced'
    ? new PipelineError('FENCED', `Another process has taken ${task}; this one wrote nothing and stops.`)
    : new PipelineError(
        'MOVED',
        `The stored state of ${task} is not the one that this process last wrote: it was rebuilt or reset, or the ` +
          'store was restored. Nothing was written; start again, and it goes on from what the store holds.',
      );
}
