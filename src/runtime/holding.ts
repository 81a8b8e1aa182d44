import type { PartitionId } from '../core/record.ts';
import { type Duration, END_OF_TIME, type Millis, START_OF_TIME } from '../core/time.ts';
import type { Enrolled } from '../store/store.ts';

/** What a partition does to a window that closes at some event time. */
export type Part = 'has passed it' | 'holds it back' | 'waits for its parents' | 'has ended';

export interface Holding {
  readonly partition: PartitionId;
  readonly part: Part;
  /** By how much event time; null where it does not, has committed nothing yet, or the window is a total. */
  readonly short: Duration | null;
}

/**
 * Which partitions hold a window back, and by how much: those that can still bring something and have not come to its
 * closing. One behind parents that are going brings nothing before they end.
 */
export function holdingOf(roster: readonly Enrolled[], closes: Millis): readonly Holding[] {
  const going = new Set(roster.filter(({ ended }) => !ended).map(({ partition }) => partition));
  return roster.map(({ partition, parents, watermark, ended }) => {
    const short = watermark > START_OF_TIME && closes < END_OF_TIME ? closes - watermark : null;
    if (ended) return { partition, part: 'has ended', short: null };
    if (parents.some((parent) => going.has(parent))) return { partition, part: 'waits for its parents', short: null };
    return watermark >= closes
      ? { partition, part: 'has passed it', short: null }
      : { partition, part: 'holds it back', short };
  });
}
