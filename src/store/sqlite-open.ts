import type { PartitionId } from '../core/record.ts';
import { START_OF_TIME } from '../core/time.ts';
import { nextFence, rolledBack } from './fence.ts';
import { savedCells } from './sqlite-cells.ts';
import type { Connection } from './sqlite-connection.ts';
import { taskOf } from './sqlite-roster.ts';
import { type RowColumns, scopeText, toEnrolled, toSavedRow } from './sqlite-rows.ts';
import type { Fresh, Opened, Scope } from './store.ts';
import { toText } from './text.ts';

/** Inside a transaction: takes the partition, clears it where it starts afresh, and loads what a task starts from. */
export function openPartition(
  db: Connection,
  scope: Scope,
  partition: PartitionId,
  owner: string,
  fresh?: Fresh,
): Opened {
  const task = [scopeText(scope), toText(partition)] as const;
  const before = taskOf(db, scope, partition);
  if (!before) throw rolledBack(`partition ${partition}`, scope);
  const { parents } = toEnrolled(before);
  const going = parents.find((parent) => !taskOf(db, scope, parent)?.ended);
  if (going !== undefined) throw rolledBack(`the end of ${going}`, scope);
  const fence = nextFence(before.fence ?? undefined, owner);
  db.run('UPDATE roster SET fence = ? WHERE scope = ? AND partition = ?', fence, ...task);
  if (fresh) {
    const clear = 'UPDATE roster SET position = NULL, watermark = ?, ended = 0 WHERE scope = ? AND partition = ?';
    db.run(clear, START_OF_TIME, ...task);
    const kept = JSON.stringify(fresh.keep.map(toText));
    db.run(`DELETE FROM cells WHERE ${OF_TASK} AND name NOT IN (SELECT value FROM json_each(?))`, ...task, kept);
    db.run(`DELETE FROM rows WHERE ${OF_TASK}`, ...task);
  }
  const rows = db.all<RowColumns>(`SELECT * FROM rows INDEXED BY rows_open WHERE ${OF_TASK} AND final = 0`, ...task);
  const taken = taskOf(db, scope, partition);
  return {
    ...toEnrolled(taken ?? before),
    fence,
    state: { cells: savedCells(db, scope, partition), rows: rows.map(toSavedRow) },
    inherited: before.commits > 0 ? [] : parents.map((parent) => savedCells(db, scope, parent)),
  };
}

const OF_TASK = 'scope = ? AND partition = ?';
