import type { SavedRow } from '../core/open-rows.ts';
import type { Child, PartitionId } from '../core/record.ts';
import { byClosing, type RowPlace } from '../core/row.ts';
import type { CellWrite } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import {
  emptyTask,
  getOr,
  type MemoryImage,
  outboxOf,
  rosterOf,
  type ScopeImage,
  scopeOf,
  type TaskImage,
} from './memory-image.ts';
import type { MemoryKeys } from './memory-keys.ts';
import { type Commit, type Committed, type DeadLetter, settledWatermark } from './store.ts';

/** Applies a commit to the image in one go, or nothing of it where the partition is no longer the task's. */
export function applyCommit(image: MemoryImage, keys: MemoryKeys, commit: Commit): Committed {
  const scope = scopeOf(image, commit.scope);
  const task = scope.tasks.get(commit.partition);
  // Rebuilt, or reset; or not on the roster, as the store was rolled back to before it was enrolled.
  if (image.pipelines.get(commit.scope.pipeline)?.scope.version !== commit.scope.version || !task) return 'moved';
  if (task.fence !== commit.fence) return 'fenced';
  if (task.commits !== commit.after) return 'moved';
  const writeKeys = keys.prepare(commit.scope, commit.keys);
  const letters = commit.dead.map((letter) => lettered(commit.partition, letter));
  commit.rows.forEach(refuseNoTime);
  // From here on nothing can fail.
  writeKeys();
  task.commits++;
  task.position = commit.position;
  task.watermark = commit.watermark;
  for (const cell of commit.cells) writeCell(task, cell);
  for (const row of commit.rows) writeRow(scope, task, row);
  for (const letter of letters) getOr(scope.dead, letter.id, () => ({ ...letter, number: ++scope.lastNumber }));
  const outbox = outboxOf(image, commit.scope.pipeline);
  for (const message of commit.messages) getOr(outbox, message.id, () => message);
  if (commit.ended) {
    task.ended = true;
    for (const child of commit.ended.children) enrolChild(scope, child, commit.watermark);
  }
  forget(scope, settledWatermark(rosterOf(scope)) - commit.keep);
  return 'committed';
}

/** The bytes are copied: a reader may use its buffer again, and one line must not hold on to a megabyte. */
const lettered = (partition: PartitionId, letter: Commit['dead'][number]): Omit<DeadLetter, 'number'> => ({
  ...letter,
  partition,
  data: letter.data.slice(),
});

function refuseNoTime({ key, start, end, closes }: SavedRow): void {
  if (Number.isNaN(start + end + closes)) throw new RangeError(`a row of ${key} has no time: ${start}`);
}

function writeCell(task: TaskImage, { name, key, value }: CellWrite): void {
  const cells = getOr(task.cells, name, () => new Map<string, string>());
  if (value === undefined) cells.delete(key);
  else cells.set(key, value);
}

function writeRow(scope: ScopeImage, task: TaskImage, row: SavedRow): void {
  getOr(task.rows, row.start, () => new Map<string, SavedRow>()).set(row.key, row);
  scope.closesFirst = Math.min(scope.closesFirst, row.closes);
}

/** Of its parents those count that are on the roster: another one was over before the pipeline began. */
function enrolChild({ tasks }: ScopeImage, { id, parents }: Child, watermark: Millis): void {
  const child = getOr(tasks, id, () => emptyTask([]));
  child.watermark = Math.max(child.watermark, watermark);
  child.parents = [...new Set([...child.parents, ...parents.filter((parent) => tasks.has(parent))])];
}

function forget(scope: ScopeImage, before: Millis): void {
  if (scope.closesFirst >= before) return;
  scope.closesFirst = Number.POSITIVE_INFINITY;
  for (const task of scope.tasks.values()) {
    for (const [start, rows] of task.rows) {
      for (const row of rows.values()) {
        if (row.closes >= before) scope.closesFirst = Math.min(scope.closesFirst, row.closes);
        else {
          rows.delete(row.key);
          scope.forgotten = laterOf(scope.forgotten, row);
        }
      }
      if (rows.size === 0) task.rows.delete(start);
    }
  }
}

const laterOf = (a: RowPlace | undefined, { closes, start, key }: RowPlace): RowPlace =>
  a && byClosing(a, { closes, start, key }) > 0 ? a : { closes, start, key };
