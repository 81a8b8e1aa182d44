import type { PartitionId } from '../core/record.ts';
import { byClosing, type RowPlace } from '../core/row.ts';
import { COUNTS } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { ScopeImage } from './memory-image.ts';
import { DEAD_MAX } from './store.ts';

/** The oldest ones, where there are too many. */
export function forgetLetters(scope: ScopeImage): void {
  for (const id of scope.dead.keys()) {
    if (scope.dead.size <= DEAD_MAX) return;
    scope.dead.delete(id);
    scope.forgottenLetters++;
  }
}

/** All of them but the counters. */
export function forgetCells({ tasks }: ScopeImage, partition: PartitionId): void {
  const cells = tasks.get(partition)?.cells;
  for (const name of cells?.keys() ?? []) if (name !== COUNTS) cells?.delete(name);
}

/** Rows of all partitions that closed before then. */
export function forgetRows(scope: ScopeImage, before: Millis): void {
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
