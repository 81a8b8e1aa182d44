import type { Pipeline } from '../core/pipeline.ts';
import type { Position } from '../core/record.ts';
import type { Partition, RunContext } from '../core/source.ts';
import { countsOf } from '../core/state.ts';
import type { Duration, Millis } from '../core/time.ts';
import type { DeadLetter, Fresh, Opened, Scope, Store } from '../store/store.ts';
import type { Underway } from './underway.ts';

export interface TaskSpec {
  readonly pipeline: Pipeline;
  readonly scope: Scope;
  readonly partition: Partition<unknown>;
  readonly store: Store;
  /** Unique to this process: part of the fence. */
  readonly owner: string;
  readonly underway: Underway;
  /** Start anew, whatever an earlier run left: for bounded sources, whose runs do not continue each other. */
  readonly fresh?: Fresh | undefined;
  /** Called when the store has opened the partition for this task. */
  readonly opened: () => void;
  readonly context: RunContext;
  readonly limits: Limits;
}

/** When a commit is due. */
export interface Limits {
  /** After this long, even while the log goes on. */
  readonly commitEvery: Duration;
  /** When the log has been silent for this long. */
  readonly pauseAfter: Duration;
  /** How long a task sits idle before it looks whether the store still holds what it last wrote. */
  readonly verifyEvery: Duration;
  /**
   * When this many rows, cells and dead letters wait to be written. While they are, SQLite stops the event loop, and
   * Redis serves nobody else: about a tenth of a second for as many. More at once also means that each is written less
   * often.
   */
  readonly dirtyMax: number;
  /** When this many outputs wait to be written outside. */
  readonly outputsMax: number;
  /** When so much was read, of logs that tell how much that is. */
  readonly bytesMax: number;
}

export const LIMITS: Limits = {
  commitEvery: 250,
  pauseAfter: 20,
  verifyEvery: 10_000,
  dirtyMax: 20_000,
  outputsMax: 10_000,
  bytesMax: 32 << 20,
};

export type SetAside = Pick<DeadLetter, 'id' | 'operator' | 'reason' | 'detail'>;

/** Told after each commit. */
export interface Progress {
  readonly partition: string;
  /** Records that this commit took. */
  readonly records: number;
  readonly position: Position | undefined;
  readonly watermark: Millis;
  /** How far the end of the partition was ahead at the last read, for logs that know it. */
  readonly behind?: Millis | undefined;
  /** The counters of the partition since its beginning. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first that this commit set aside, by operator or destination and reason. */
  readonly rejected: readonly SetAside[];
  /** How many this commit set aside. */
  readonly setAside: number;
  /** Outputs that a destination took, or a view. */
  readonly passed: number;
  /** Messages that this commit put into the outbox. */
  readonly messages: number;
  readonly ended: boolean;
}

/** Of a partition that had ended when it was opened. */
export const endedProgress = ({ partition, position, watermark, state }: Opened): Progress => ({
  partition,
  records: 0,
  position,
  watermark,
  counts: countsOf(state.cells),
  rejected: [],
  setAside: 0,
  passed: 0,
  messages: 0,
  ended: true,
});
