import type { Child, PartitionId } from '../core/record.ts';
import type { SavedState } from '../core/state.ts';
import type { Duration, Millis } from '../core/time.ts';
import type {
  Commit,
  Committed,
  DeadLetter,
  Enrolled,
  Fence,
  Lease,
  Message,
  Opened,
  Registered,
  RowRange,
  Scope,
  StoredRow,
} from './stored.ts';

export type {
  Commit,
  Committed,
  DeadLetter,
  Enrolled,
  Fence,
  Lease,
  Message,
  Opened,
  Registered,
  RowRange,
  Scope,
  StoredRow,
} from './stored.ts';

/** Reading a store; never waits for a writer. */
export interface StoreReader {
  /** The current version of a pipeline. */
  registered(pipeline: string): Promise<Registered | undefined>;
  /** The pipeline whose view has this name. */
  viewed(view: string): Promise<Registered | undefined>;
  roster(scope: Scope): Promise<readonly Enrolled[]>;
  /** Rows in (start, key, partition) order. */
  rows(scope: Scope, range?: RowRange): AsyncIterable<StoredRow>;
  /** Rows in (closes, start, key, partition) order, with `after < (closes, key)` and `closes <= until`. */
  closing(
    scope: Scope,
    after: { readonly closes: Millis; readonly key: string } | undefined,
    until: Millis,
  ): AsyncIterable<StoredRow>;
  /** In order of position as text; the store holds at most what was rejected, so page by `limit` and `offset`. */
  deadLetters(
    pipeline: string,
    page: { readonly limit: number; readonly offset?: number },
  ): Promise<readonly DeadLetter[]>;
  /** The exact counters of a partition (`records`, `folded`, `duplicates`, `rejected.late` …). */
  counts(scope: Scope): Promise<Readonly<Record<string, number>>>;
  /** Messages not yet delivered, in the order of their commits. */
  undelivered(scope: Scope, limit: number): Promise<readonly Message[]>;
  close(): Promise<void>;
}

/**
 * Checkpoints, cells, rows, dead letters and outbox of pipelines. A method that rejects with a WorldError may have been
 * applied: read back before assuming either.
 */
export interface Store extends StoreReader {
  /** Takes or renews the right to run a pipeline, by the store's clock. */
  lease(pipeline: string, owner: string, span: Duration): Promise<Lease>;
  release(pipeline: string, owner: string): Promise<void>;
  /**
   * Registers a pipeline; the first time as version 1. With `rebuild` a new version begins from nothing. A stored
   * fingerprint that differs is returned as it is: the caller refuses it.
   */
  register(pipeline: string, fingerprint: string, views: readonly string[], rebuild: boolean): Promise<Registered>;
  /** Enrols partitions that are not yet on the roster, all in one transaction, each at the start of time. */
  enrol(scope: Scope, partitions: readonly Child[]): Promise<void>;
  /**
   * Takes the fence and loads what the partition's last commit left. A partition that is not on the roster, or whose
   * parents there have not ended, is a PipelineError MOVED: the store was restored to an earlier state. `fresh` (a
   * bounded read, whose runs do not continue each other) first clears position, watermark, cells and rows, and marks it
   * as not ended.
   */
  open(scope: Scope, partition: PartitionId, owner: string, fresh: boolean): Promise<Opened>;
  /** The saved cells of a partition, whoever holds it. */
  cells(scope: Scope, partition: PartitionId): Promise<SavedState['cells']>;
  commit(commit: Commit): Promise<Committed>;
  /** Whose fence it is and how many commits there were: how a task that sits idle sees that the store has moved. */
  head(scope: Scope, partition: PartitionId): Promise<{ readonly fence: Fence | undefined; readonly commits: number }>;
  delivered(scope: Scope, id: string): Promise<void>;
  /** Removes dead letters, once they were appended to the log again. */
  bury(pipeline: string, ids: readonly string[]): Promise<void>;
}
