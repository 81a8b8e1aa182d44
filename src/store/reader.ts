import type { PartitionId } from '../core/record.ts';
import type { RowPlace } from '../core/row.ts';
import type { SavedState } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { JobsReader } from './jobs.ts';
import type { KeysReader } from './keys.ts';
import type { Holder } from './lease.ts';
import type { DeadLetter, Enrolled, Head, Message, Registered, RowRange, Scope, StoredRow } from './stored.ts';

/** Which dead letters: so many of all, or of those behind the one of that number. */
export interface LetterPage {
  readonly limit: number;
  readonly after?: number | undefined;
  /** Not the oldest of them but the newest, and these first. */
  readonly newest?: boolean | undefined;
}

/** Reading a store; never waits for a writer. */
export interface StoreReader {
  /** The current version of a pipeline. */
  registered(pipeline: string): Promise<Registered | undefined>;
  /** The pipeline whose view has this name. */
  viewed(view: string): Promise<Registered | undefined>;
  roster(scope: Scope): Promise<readonly Enrolled[]>;
  /**
   * Whose fence it is (`openingOf` tells) and how many commits there were: how a task that sits idle sees that the
   * store has moved.
   */
  head(scope: Scope, partition: PartitionId): Promise<Head>;
  /** Who holds the pipeline's lease now, by the store's clock; undefined where nobody is kept out of it. */
  holder(pipeline: string): Promise<Holder | undefined>;
  /**
   * Rows in (start, key, partition) order. A PipelineError LOG where rows are forgotten that were still to be read, so
   * that nobody takes what is left for all there was.
   */
  rows(scope: Scope, range?: RowRange): AsyncIterable<StoredRow>;
  /** Rows in (closes, start, key, partition) order, those with `after < (closes, start, key)` and `closes <= until`. */
  closing(scope: Scope, after: RowPlace | undefined, until: Millis): AsyncIterable<StoredRow>;
  /** Up to where in closing order rows have been forgotten; undefined while all are there. */
  forgotten(scope: Scope): Promise<RowPlace | undefined>;
  /** Those of the current version, in the order in which they were set aside, or the other way round. */
  deadLetters(pipeline: string, page: LetterPage): Promise<readonly DeadLetter[]>;
  /** How many of the oldest of them were forgotten, because there were more than `DEAD_MAX`. */
  forgottenLetters(pipeline: string): Promise<number>;
  /** The exact counters of all partitions, added up (`records`, `folded`, `duplicates`, `rejected.late` …). */
  counts(scope: Scope): Promise<Readonly<Record<string, number>>>;
  /**
   * The cells of one name that a partition's last commit left, in no order. Of one that has ended only the counters are
   * kept, once all of its children have committed.
   */
  cells(scope: Scope, partition: PartitionId, name: string): Promise<SavedState['cells']>;
  /**
   * Tells that a pipeline has committed, or that a version of it was registered: once as soon as it listens, then after
   * what happened since it was last asked, all of that as one. What it tells of can be read by then, so whoever reads
   * each time misses nothing. It never fails to tell: of what this handle did at once, of what others did soon. It may
   * tell of nothing, and where a connection was lost it must. Ends when the signal is aborted.
   */
  changes(pipeline: string, signal: AbortSignal): AsyncIterable<void>;
  /** Messages of any version to one destination that wait for delivery, in the order of their commits. */
  undelivered(pipeline: string, to: string, limit: number): Promise<readonly Message[]>;
  /** The keys of other readers. */
  readonly keys: KeysReader;
  /** The history of jobs. */
  readonly jobs: JobsReader;
  close(): Promise<void>;
}
