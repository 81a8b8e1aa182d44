import type { SavedRow } from '../core/open-rows.ts';
import type { Child, PartitionId } from '../core/record.ts';
import type { CellWrite } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import { outboxFull, spent } from './limits.ts';
import { forgetCells, forgetLetters, forgetRows } from './memory-forget.ts';
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
import { type Commit, type Committed, type DeadLetter, type Message, OUTBOX_MAX, settledWatermark } from './store.ts';

/** Applies a commit to the image in one go, or nothing of it where the partition is no longer the task's. */
export function applyCommit(image: MemoryImage, keys: MemoryKeys, commit: Commit): Committed {
  const scope = scopeOf(image, commit.scope);
  const task = scope.tasks.get(commit.partition);
  // Rebuilt, or reset; or not on the roster, as the store was rolled back to before it was enrolled.
  if (image.pipelines.get(commit.scope.pipeline)?.scope.version !== commit.scope.version || !task) return 'moved';
  if (task.fence !== commit.fence) return 'fenced';
  if (task.commits !== commit.after) return 'moved';
  const outbox = outboxOf(image, commit.scope.pipeline);
  refuseFull(commit, outbox);
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
  forgetLetters(scope);
  for (const message of commit.messages) getOr(outbox, message.id, () => message);
  if (commit.ended) {
    task.ended = true;
    for (const child of commit.ended.children) enrolChild(scope, child, commit.watermark);
  }
  const roster = rosterOf(scope);
  forgetRows(scope, settledWatermark(roster) - commit.keep);
  if (commit.after === 0 || commit.ended) for (const id of spent(roster, commit.partition)) forgetCells(scope, id);
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

function refuseFull({ scope, messages }: Commit, outbox: ReadonlyMap<string, Message>): void {
  for (const to of new Set(messages.map((message) => message.to))) {
    const waiting = [...outbox.values()].filter((message) => message.to === to).length;
    if (waiting >= OUTBOX_MAX) throw outboxFull(scope.pipeline, to, waiting);
  }
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
