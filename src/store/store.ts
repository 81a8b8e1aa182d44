import type { Reason } from '../core/batch.ts';
import type { SavedRow } from '../core/open-rows.ts';
import type { Child, PartitionId, Position } from '../core/record.ts';
import type { CellWrite, SavedState } from '../core/state.ts';
import type { Duration, Millis } from '../core/time.ts';

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

/** What a task starts from. */
export interface Opened extends Enrolled {
  readonly fence: Fence;
  readonly state: SavedState;
  /** Before its first commit: the cells that each of its parents ended with. Read with the fence, in one transaction. */
  readonly inherited: readonly SavedState['cells'][];
}

/** An event that was set aside. The bytes are the record's, so that it can be appended to the log again. */
export interface DeadLetter {
  /** Record position, operator and number: the same event is the same letter after every crash. */
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
  readonly cells: readonly CellWrite[];
  readonly rows: readonly SavedRow[];
  readonly dead: readonly Omit<DeadLetter, 'partition'>[];
  readonly messages: readonly Message[];
  /**
   * The partition is over. Its children are enrolled by this same commit, each with at least this watermark, so that
   * the least watermark over the roster never falls.
   */
  readonly ended?: { readonly children: readonly Child[] };
  /** Final rows that closed before this are forgotten. */
  readonly forget: Millis;
}

/** `moved`: the number of commits is another one, or the partition is unknown; `fenced`: another task has opened it. */
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

export type Lease =
  | { readonly held: true }
  | { readonly held: false; readonly owner: string; readonly expires: Millis };

/** What a pipeline is stored as: its current version, and what its operators were. */
export interface Registered {
  readonly scope: Scope;
  readonly fingerprint: string;
  readonly views: readonly string[];
}

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
   * parents there have not ended, is a PipelineError MOVED: the store was restored to an earlier state. `fresh` (a bounded read, whose runs do not
   * continue each other) first clears position, watermark, cells and rows, and marks it as not ended.
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
