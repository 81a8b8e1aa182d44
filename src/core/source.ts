import type { Observable } from 'rxjs';
import type { Fold } from './fold.ts';
import type { Keyed } from './key-write.ts';
import type { Picture } from './picture.ts';
import type { Prices } from './prices.ts';
import type { PartitionId, Position, Read } from './record.ts';
import type { Row, RowHead, RowPlace } from './row.ts';
import type { Secrets } from './secret.ts';
import type { Clock, Millis } from './time.ts';

/** Where log lines go; pino fits. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the runtime gives to sources and sinks: the world, as arguments. */
export interface RunContext extends RowsContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What `log('name')` stands for, such as `file:./data`. */
  readonly logUrl: string;
  /** Aborted when the run shall stop after what it has in hand. */
  readonly signal: AbortSignal;
  /**
   * When the run was due, by its schedule; of one that has none, when it began. What a job makes of it must be kept
   * with its position, for a run that is begun again may have another one.
   */
  readonly scheduled: Millis;
  /** What each asset costs now, for a job that values what it reads at the prices of its run. */
  prices(): Promise<Prices>;
  /** What stands under the keys of the store that match, in their order. */
  keys(pattern: string): Promise<readonly Keyed[]>;
  readonly secrets: Secrets;
  /** A picture that was made for people: a job keeps it with its run. */
  keepPicture(picture: Picture): void;
}

/** The rows of other pipelines. */
export interface RowsContext {
  /**
   * At most `limit` final rows of another pipeline that have closed by `until`, merged over its partitions, behind
   * `after`, in closing order; none while it has not run. A PipelineError CHANGED where it is another pipeline or
   * version by now, LOG where rows behind `after` were forgotten.
   */
  finalRows(of: KeptRows, after: RowCursor | undefined, limit: number, until?: Millis): Promise<FinalRows>;
  /** Tells at once, and again whenever it may be that rows have changed. Ends when the signal is aborted. */
  changes(of: KeptRows, signal: AbortSignal): AsyncIterable<void>;
  /** What can be said at this moment of the windows that start in [from, to); the open ones only if wanted. */
  snapshot(of: KeptRows, range: SnapshotRange): Promise<Snapshot>;
  /** A row that a snapshot holds. */
  openRow(of: KeptRows, held: OpenRow): Row;
}

export interface SnapshotRange {
  readonly from: Millis;
  readonly to: Millis;
  readonly open: boolean;
}

/** What can be said of a view at a moment, as JSON: with it the same rows can be read again, whatever came since. */
export interface Snapshot {
  /** 0 where the pipeline has not run. */
  readonly version: number;
  /** The rows that had closed by then were final. */
  readonly settled: Millis;
  /** The others as they stood, by start and key. */
  readonly held: readonly OpenRow[];
}

/** A row that is not final, as JSON. */
export interface OpenRow {
  readonly head: RowHead;
  /** Merged over the partitions, as the fold saves them. */
  readonly partials: string;
  /** Those of the row of its key before it, where results join on to that. */
  readonly before?: string;
}

export interface FinalRows {
  readonly version: number;
  readonly rows: readonly Row[];
}

/** Which rows: whose they are, as what they were folded, and what merges them over the partitions. */
export interface KeptRows {
  readonly pipeline: string;
  readonly fingerprint: string;
  readonly fold: Fold<never>;
}

/** A place in the closing order of a pipeline's final rows, in the version that was read. */
export interface RowCursor extends RowPlace {
  readonly version: number;
}

export interface Source<out T> {
  /** Shown by `list` and `check`, and part of the fingerprint, unless there is another one. */
  readonly name: string;
  /** What else decides what it yields, in the fingerprint in place of its name. */
  readonly fingerprint?: string;
  /** The pipeline whose rows it yields: what changes that one changes what reads it. */
  readonly upstream?: Pick<KeptRows, 'pipeline' | 'fingerprint'>;
  /** A log is what `replay` and tests put their own in place of. */
  readonly kind: 'log' | 'other';
  /** Of a log: where it is, so that a pipeline that would read what it writes is noticed. */
  place?(logUrl: string): string;
  /** It ends by itself: its pipeline is a job, and each run is a new task. */
  readonly bounded: boolean;
  /** It never has more than one partition, wherever it runs. */
  readonly onePartition?: boolean;
  /** The event time of an item, where items are events already; the time of a log's records is told by `parse`. */
  readonly timeOf?: (item: never) => Millis;
  /**
   * The partitions to read: first all that there are, then again whenever the list changes. Completes when it cannot
   * change any more. `known`: those that the pipeline reads since earlier; none where it begins, or is a job.
   */
  partitions(context: RunContext, known: readonly Known[]): Observable<readonly Partition<T>[]>;
}

/** A partition as an earlier run, or an earlier listing of this one, left it. */
export interface Known {
  readonly partition: PartitionId;
  readonly parents: readonly PartitionId[];
  readonly ended: boolean;
}

export interface Partition<out T> {
  readonly id: PartitionId;
  /** Read to their end first. */
  readonly parents: readonly PartitionId[];
  /** Opens after `from`: off-by-one is the mistake to avoid, `from` itself was read. */
  open(from: Position | undefined): Promise<Reader<T>>;
}

/** Pull: one read per demand, never two at a time. */
export interface Reader<out T> {
  /** The next read; waits until there is one. Rejects when `signal` is aborted, or with a WorldError. */
  next(signal: AbortSignal): Promise<Read<T>>;
  close(): Promise<void>;
}
