import type { Child, PartitionId } from '../core/record.ts';
import type { Duration } from '../core/time.ts';
import type { JobsStore } from './jobs.ts';
import type { KeysStore } from './keys.ts';
import type { Lease } from './lease.ts';
import type { StoreReader } from './reader.ts';
import type { Commit, Committed, Fresh, Opened, Registered, Scope } from './stored.ts';

export { type Opening, openingOf } from './fence.ts';
export {
  type Begun,
  type Ending,
  type JobsReader,
  type JobsStore,
  KEEP,
  type Keep,
  LOST_AFTER,
  type OwnRun,
  type Result,
  RUNS_MAX,
  type Run,
} from './jobs.ts';
export type { KeysReader, KeysStore, StoredKeyWrite } from './keys.ts';
export { type Holder, LEASE_MAX, type Lease } from './lease.ts';
export { DEAD_MAX, OUTBOX_MAX } from './limits.ts';
export type { LetterPage, StoreReader } from './reader.ts';
export {
  type Commit,
  type Committed,
  type DeadLetter,
  type Enrolled,
  type Fence,
  type Fresh,
  firstWatermark,
  furthestWatermark,
  type Head,
  type Message,
  type Opened,
  type Registered,
  type RowRange,
  type Scope,
  type StoredRow,
  settledWatermark,
} from './stored.ts';
export { refuseTaken } from './views.ts';

/**
 * Checkpoints, cells, rows, dead letters and outbox of pipelines, keys of other readers, and the history of jobs. A
 * method that rejects with a WorldError may have been applied: read back before assuming either.
 */
export interface Store extends StoreReader {
  readonly keys: KeysStore;
  readonly jobs: JobsStore;
  /** Takes or renews the right to run a pipeline, by the store's clock. */
  lease(pipeline: string, owner: string, span: Duration): Promise<Lease>;
  release(pipeline: string, owner: string): Promise<void>;
  /**
   * Registers a pipeline; the first time as version 1. Where the stored version is `rebuildOf`, a new one begins from
   * nothing; the one before is kept to be compared with, but no commit of it is taken any more, and the keys that it
   * wrote are removed; older ones are removed. Any other is returned as it is stored, whatever its fingerprint, which
   * the caller compares: so a rebuild whose answer was lost may be asked for again. A fingerprint that a reset forgot
   * is replaced, and so are the views, in the version that the reset began. A view that another pipeline keeps is a
   * PipelineError CONFIG.
   */
  register(pipeline: string, fingerprint: string, views: readonly string[], rebuildOf?: number): Promise<Registered>;
  /**
   * Makes a pipeline forget, in one transaction, all that it has come to: its versions, its keys, its messages, and its
   * fingerprint. A new version begins from nothing, for whatever the pipeline is when it is registered next; until then
   * its views are its own. A task that still runs is told that it was moved. Undefined where it was not registered.
   */
  reset(pipeline: string): Promise<Registered | undefined>;
  /**
   * Enrols partitions that are not yet on the roster, all in one transaction, each at its `firstWatermark`: at the
   * start of time where they are the first, else no earlier than what the others have settled, so that no final row
   * changes. A scope that is not the registered one, or a parent that is neither there nor in the list, is a
   * PipelineError MOVED.
   */
  enrol(scope: Scope, partitions: readonly Child[]): Promise<void>;
  /**
   * Takes the fence and loads what the partition's last commit left. A partition that is not on the roster, or whose
   * parents there have not ended, is a PipelineError MOVED: the store was restored to an earlier state. With `fresh` it
   * first clears position, watermark, rows and all cells but the kept ones, and marks it as not ended.
   */
  open(scope: Scope, partition: PartitionId, owner: string, fresh?: Fresh): Promise<Opened>;
  /**
   * Writes all of it or nothing. A key that may not be written is a PipelineError CONFIG, a sum that would be too large
   * LIMIT; a WorldError where `OUTBOX_MAX` messages wait for one of its destinations.
   */
  commit(commit: Commit): Promise<Committed>;
  delivered(pipeline: string, id: string): Promise<void>;
  /** Removes dead letters of the current version, once they were appended to the log again. */
  bury(pipeline: string, ids: readonly string[]): Promise<void>;
}
