import { randomUUID } from 'node:crypto';
import { PipelineError } from '../core/errors.ts';
import type { PartitionId } from '../core/record.ts';
import type { Fence, Scope } from './store.ts';

/**
 * The token of the task that opens a partition now. The whole token decides, never its number: a store that was rolled
 * back counts the same numbers again, and a task from before must not pass for one from after. The number and the owner
 * are for people who look into the store.
 */
export const nextFence = (previous: Fence | undefined, owner: string): Fence =>
  `${Number.parseInt(previous ?? '0', 10) + 1}/${owner}/${randomUUID()}`;

/** The error of opening a partition that the store does not know, or whose parents have not ended by what it holds. */
export const rolledBack = (partition: PartitionId, { pipeline }: Scope): PipelineError =>
  new PipelineError(
    'MOVED',
    `The store no longer holds what ${pipeline} had come to when it wanted to open partition ${partition}: it was ` +
      'restored to an earlier state. Nothing was written; start again, and it goes on from what the store holds.',
  );
