import type { Reason } from '../core/batch.ts';
import type { SavedRow } from '../core/open-rows.ts';
import type { Child, PartitionId, Position } from '../core/record.ts';
import type { CellWrite, SavedState } from '../core/state.ts';
import { type Duration, END_OF_TIME, type Millis, START_OF_TIME } from '../core/time.ts';
import type { StoredKeyWrite } from './keys.ts';

/** A version of a pipeline: all its state is kept under it, and versions never merge. */
export interface Scope {
  readonly pipeline: string;
  readonly version: number;
}

/** Whose commits are taken: unique, also after the store was restored to an earlier state. */
export type Fence = string;

/** A partition as the roster holds it. */
export interface Enrolled {
  readonly partition: PartitionId;
  readonly parents: readonly PartitionId[];
  /** Undefined until the first commit that follows a read. */
  readonly position: Position | undefined;
  readonly watermark: Millis;
  readonly ended: boolean;
  /** How many commits there were. */
  readonly commits: number;
}

/**
 * How far event time has come in every partition that can still bring something: those that have not ended, and whose
 * parents have; where all have ended, how far the furthest came. What has closed by then is final. It never falls, see
 * `Store.enrol`.
 */
export function settledWatermark(roster: readonly Enrolled[]): Millis {
  const going = new Set(roster.filter(({ ended }) => !ended).map(({ partition }) => partition));
  const open = roster.filter(({ ended, parents }) => !ended && !parents.some((parent) => going.has(parent)));
  if (open.length > 0) return open.reduce((least, { watermark }) => Math.min(least, watermark), END_OF_TIME);
  return furthestWatermark(roster);
}

/** How far event time has come in the partition where it came furthest. */
export const furthestWatermark = (roster: readonly Enrolled[]): Millis =>
  roster.reduce((most, { watermark }) => Math.max(most, watermark), START_OF_TIME);

/** Where a partition starts that is new on the roster. Behind parents that are going it holds nothing back yet. */
export const firstWatermark = (roster: readonly Enrolled[], parents: readonly PartitionId[]): Millis =>
  roster.some(({ partition, ended }) => !ended && parents.includes(partition))
    ? START_OF_TIME
    : settledWatermark(roster);

/** What a task starts from. */
export interface Opened extends Enrolled {
  readonly fence: Fence;
  readonly state: SavedState;
  /** Before its first commit: the cells that each of its parents ended with, read in the fence's transaction. */
  readonly inherited: readonly SavedState['cells'][];
}

/** How a partition stands. */
export interface Head {
  /** Whose commits are taken; undefined until it is opened, and where it is not on the roster. */
  readonly fence: Fence | undefined;
  /** How many there were. */
  readonly commits: number;
}

/** An event that was set aside. The bytes are the record's, so that it can be appended to the log again. */
export interface DeadLetter {
  /** Rises in the order in which they were set aside: of each partition, in log order. */
  readonly number: number;
  /** partition/record position/operator/number: the same event is the same letter after every crash. */
  readonly id: string;
  readonly partition: PartitionId;
  readonly position: Position;
  readonly operator: string;
  readonly reason: Reason;
  readonly detail: string;
  readonly data: Uint8Array;
}

/** Something to be said to people, kept with the position that it follows from until it is delivered. */
export interface Message {
  readonly id: string;
  /** The destination's name. */
  readonly to: string;
  readonly body: string;
}

/** All that one commit writes; all of it or nothing. */
export interface Commit {
  readonly scope: Scope;
  readonly partition: PartitionId;
  readonly fence: Fence;
  /** The number of commits before this one: compared, then raised by one. */
  readonly after: number;
  readonly position: Position | undefined;
  readonly watermark: Millis;
  /** Those that have changed, each once. */
  readonly cells: readonly CellWrite[];
  /** Those that have changed, each once. */
  readonly rows: readonly SavedRow[];
  readonly dead: readonly Omit<DeadLetter, 'partition' | 'number'>[];
  readonly messages: readonly Message[];
  /** Each key once. A key that another pipeline writes, or that was there before and is not taken over, is refused. */
  readonly keys: readonly StoredKeyWrite[];
  /**
   * The partition is over. Its children are enrolled by this same commit, each with at least this watermark, so that
   * the least watermark over the roster never falls, and with those of their parents that are on the roster.
   */
  readonly ended?: { readonly children: readonly Child[] };
  /**
   * How long rows are kept after they closed: behind this commit those of all partitions are forgotten that closed more
   * than so long before the settled watermark. All at once, so that no row is ever merged from what is left of it.
   */
  readonly keep: Duration;
}

/**
 * `moved`: the number of commits, or the registered version, is another one, or the partition is unknown; `fenced`:
 * another task has opened it.
 */
export type Committed = 'committed' | 'moved' | 'fenced';

export interface StoredRow extends SavedRow {
  readonly partition: PartitionId;
}

/** Which rows: windows that start in [from, to), of one key or all. */
export interface RowRange {
  readonly from?: Millis;
  readonly to?: Millis;
  readonly key?: string;
}

/** Why `open` starts a partition anew: what a run of a bounded source leaves is not continued by the next one. */
export interface Fresh {
  /** The names of the cells that the next run goes on with. */
  readonly keep: readonly string[];
}

/** What a pipeline is stored as: its current version, and what its operators were. */
export interface Registered {
  readonly scope: Scope;
  /** '' where it was reset and has not run since. */
  readonly fingerprint: string;
  readonly views: readonly string[];
}
