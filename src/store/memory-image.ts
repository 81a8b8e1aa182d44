import type { SavedRow } from '../core/open-rows.ts';
import type { Picture } from '../core/picture.ts';
import type { PartitionId, Position } from '../core/record.ts';
import type { RowPlace } from '../core/row.ts';
import type { SavedState } from '../core/state.ts';
import { type Millis, START_OF_TIME } from '../core/time.ts';
import type { DeadLetter, Enrolled, Fence, Message, Registered, Scope } from './store.ts';
import type { StoredRun } from './stored-run.ts';

/** All that a memory store holds: plain data, so that it can be cloned. */
export interface MemoryImage {
  readonly pipelines: Map<string, Registered>;
  /** The pipeline of each view. */
  readonly views: Map<string, string>;
  readonly leases: Map<string, { readonly owner: string; readonly expires: Millis }>;
  /** By pipeline, then by version. */
  readonly scopes: Map<string, Map<number, ScopeImage>>;
  /** By pipeline, then by id, in the order of the commits. */
  readonly outboxes: Map<string, Map<string, Message>>;
  /** Those of other readers. */
  readonly keys: Map<string, KeyImage>;
  readonly jobs: Map<string, JobImage>;
}

export interface JobImage {
  /** The number of its last run. */
  last: number;
  /** The latest time that runs were due for which are forgotten. */
  forgotten: Millis;
  /** In the order of their numbers. */
  readonly runs: Map<number, RunImage>;
}

export interface RunImage extends StoredRun {
  readonly identity: string;
  readonly log: string;
  readonly data: readonly Picture[];
}

/** A key of other readers, as the image holds it. */
export interface KeyImage {
  readonly value: string;
  readonly expires: Millis | undefined;
  readonly owner: string | undefined;
}

export interface ScopeImage {
  readonly tasks: Map<PartitionId, TaskImage>;
  /** By id, in the order of their numbers. */
  readonly dead: Map<string, DeadLetter>;
  lastNumber: number;
  /** How many of the oldest were forgotten. */
  forgottenLetters: number;
  /** Up to where in closing order rows have been forgotten. */
  forgotten: RowPlace | undefined;
  /** No row closes before this, so that a commit need not look for what it may forget. */
  closesFirst: Millis;
  /** What counters have come to, in units of 1e-8, by their keys. */
  readonly sums: Map<string, bigint>;
}

export interface TaskImage {
  parents: readonly PartitionId[];
  position: Position | undefined;
  watermark: Millis;
  ended: boolean;
  commits: number;
  fence: Fence | undefined;
  /** By name, then by key. */
  readonly cells: Map<string, Map<string, string>>;
  /** By start, then by key. */
  readonly rows: Map<Millis, Map<string, SavedRow>>;
}

export const emptyImage = (): MemoryImage => ({
  pipelines: new Map(),
  views: new Map(),
  leases: new Map(),
  scopes: new Map(),
  outboxes: new Map(),
  keys: new Map(),
  jobs: new Map(),
});

export const emptyJob = (): JobImage => ({ last: 0, forgotten: START_OF_TIME, runs: new Map() });

export const emptyTask = (parents: readonly PartitionId[], watermark = START_OF_TIME): TaskImage => ({
  parents: [...parents],
  position: undefined,
  watermark,
  ended: false,
  commits: 0,
  fence: undefined,
  cells: new Map(),
  rows: new Map(),
});

/** What a version of a pipeline has stored; made where there is nothing yet. */
export function scopeOf(image: MemoryImage, { pipeline, version }: Scope): ScopeImage {
  const versions = getOr(image.scopes, pipeline, () => new Map<number, ScopeImage>());
  return getOr(versions, version, () => ({
    tasks: new Map(),
    dead: new Map(),
    lastNumber: 0,
    forgottenLetters: 0,
    forgotten: undefined,
    closesFirst: Number.POSITIVE_INFINITY,
    sums: new Map(),
  }));
}

export const outboxOf = (image: MemoryImage, pipeline: string): Map<string, Message> =>
  getOr(image.outboxes, pipeline, () => new Map<string, Message>());

export function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

export const rosterOf = ({ tasks }: ScopeImage): Enrolled[] =>
  [...tasks].map(([partition, task]) => enrolledOf(partition, task));

export const enrolledOf = (partition: PartitionId, task: TaskImage): Enrolled => ({
  partition,
  parents: task.parents,
  position: task.position,
  watermark: task.watermark,
  ended: task.ended,
  commits: task.commits,
});

export const cellsOf = (task: TaskImage): SavedState['cells'] =>
  [...task.cells].flatMap(([name, cells]) => [...cells].map(([key, value]) => ({ name, key, value })));

export const rowsOf = (task: TaskImage): SavedRow[] => [...task.rows.values()].flatMap((rows) => [...rows.values()]);
