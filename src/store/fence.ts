import { randomUUID } from 'node:crypto';
import { PipelineError } from '../core/errors.ts';
import type { Child } from '../core/record.ts';
import type { Enrolled, Fence, Scope } from './stored.ts';

/**
 * The token of the task that opens a partition now. The whole token decides, never its number: a store that was rolled
 * back counts the same numbers again, and a task from before must not pass for one from after. The number and the owner
 * are for people, whom `openingOf` tells them.
 */
export const nextFence = (previous: Fence | undefined, owner: string): Fence =>
  `${Number.parseInt(previous ?? '0', 10) + 1}/${fenceTail(owner)}`;

/** What follows its number. */
export const fenceTail = (owner: string): string => `${owner}/${randomUUID()}`;

/** Who opened a partition last, as its fence tells it. */
export interface Opening {
  /**
   * How often the version's partition was opened, this time included: by the first task, and again by each that went on
   * or began afresh. A store that was rolled back counts on from what it then held.
   */
  readonly opened: number;
  /** As it was given to `open`, whatever is in it. */
  readonly owner: string;
}

/** For people only: that two openings look alike here does not make them one. */
export const openingOf = (fence: Fence): Opening => ({
  opened: Number.parseInt(fence, 10),
  owner: fence.slice(fence.indexOf('/') + 1, fence.lastIndexOf('/')),
});

/** The error of going on with a scope, a partition or its parents where the store holds something else by now. */
export const rolledBack = (what: string, { pipeline }: Scope): PipelineError =>
  new PipelineError(
    'MOVED',
    `The store no longer holds what ${pipeline} had come to (${what}): it was rebuilt, reset, or restored to an ` +
      'earlier state. Nothing was written; start again, and it goes on from what the store holds.',
  );

/** Refuses to enrol what the store cannot know any more: a version that is gone, or children without their parents. */
export function refuseRolledBack(
  scope: Scope,
  current: number | undefined,
  roster: readonly Pick<Enrolled, 'partition'>[],
  partitions: readonly Child[],
): void {
  if (current !== scope.version) throw rolledBack(`version ${scope.version}`, scope);
  const known = new Set([...roster.map(({ partition }) => partition), ...partitions.map(({ id }) => id)]);
  for (const { id, parents } of partitions) {
    const lost = parents.find((parent) => !known.has(parent));
    if (lost !== undefined) throw rolledBack(`the parent ${lost} of ${id}`, scope);
  }
}
