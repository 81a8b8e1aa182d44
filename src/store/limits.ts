import { WorldError } from '../core/errors.ts';
import type { PartitionId } from '../core/record.ts';
import type { Enrolled } from './stored.ts';

/** Dead letters of one version; the commit that goes beyond forgets the oldest, and counts them. */
export const DEAD_MAX = 100_000;

/** Messages that wait for delivery to one destination: while there are as many no commit adds to them. */
export const OUTBOX_MAX = 10_000;

/** A message may not be lost, so who would say more waits until some are delivered. */
export const outboxFull = (pipeline: string, to: string, waiting: number): WorldError =>
  new WorldError(
    `${waiting} messages of ${pipeline} to ${to} wait for delivery, at most ${OUTBOX_MAX} may: nothing was written`,
  );

/**
 * Of a partition and its parents those whose cells nobody needs any more: they have ended, and all of their children
 * have committed, and with that what they inherited. One that ended without children keeps them: the next run of a job
 * goes on with some.
 */
export function spent(roster: readonly Enrolled[], partition: PartitionId): readonly PartitionId[] {
  const of = (id: PartitionId) => roster.find((one) => one.partition === id);
  return [partition, ...(of(partition)?.parents ?? [])].filter((id) => {
    const children = roster.filter(({ parents }) => parents.includes(id));
    return of(id)?.ended && children.length > 0 && children.every(({ commits }) => commits > 0);
  });
}
