import type { Millis } from './time.ts';

/** Where a partition is resumed: opaque, compared for equality only (a sequence number has up to 56 digits). */
export type Position = string;
/** A unit of parallelism and of order: a file, a Kinesis shard. */
export type PartitionId = string;

/** Raw bytes as a log holds them, without the line's end. */
export interface LogRecord {
  readonly data: Uint8Array;
  readonly key?: string;
  /** When the log took the record, for logs that know it. */
  readonly arrival?: Millis;
}

export const isRecord = (value: unknown): value is LogRecord =>
  typeof value === 'object' && value !== null && 'data' in value && value.data instanceof Uint8Array;

/** What a source yields: one read of one partition, in log order. */
export interface Read<T> {
  readonly items: readonly T[];
  /** Resume after this read. */
  readonly position: Position;
  /** Resume after item `i`, which also names the item; built only when asked for. */
  positionOf(i: number): Position;
  /** What names item `i` where its position tells of more than of the item, and so may be another one next time. */
  nameOf?(i: number): string;
  /** How many bytes the items are, for logs that know it. */
  readonly bytes?: number;
  /** It chose where to begin, and is to be committed at once: the next run would choose otherwise. */
  readonly chose?: true;
  /** How far the end of the partition was ahead when this was read, in arrival time, for logs that know it. */
  readonly behind?: Millis;
  /** Gathered from several partitions in no order of time: event time stands still, nothing is late before the end. */
  readonly unordered?: true;
  /** The partition holds nothing more: a bounded read is over (no children), or a shard was split or merged. */
  readonly ended?: { readonly children: readonly Child[] };
}

/** A partition that takes over from the one that ended; a merge names two parents. */
export interface Child {
  readonly id: PartitionId;
  readonly parents: readonly PartitionId[];
}
