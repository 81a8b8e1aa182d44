import type { PartitionId } from '../core/record.ts';
import { countsOf, type SavedState } from '../core/state.ts';
import type { Connection } from './sqlite-connection.ts';
import { type CellColumns, scopeText, toCell } from './sqlite-rows.ts';
import type { Scope } from './store.ts';
import { toText } from './text.ts';

/** All cells of a partition. */
export function savedCells(db: Connection, scope: Scope, partition: PartitionId): SavedState['cells'] {
  const sql = 'SELECT name, key, value FROM cells WHERE scope = ? AND partition = ?';
  return db.all<CellColumns>(sql, scopeText(scope), toText(partition)).map(toCell);
}

/** Those of one name. */
export function cellsIn(db: Connection, scope: Scope, partition: PartitionId, name: string): SavedState['cells'] {
  const sql = 'SELECT name, key, value FROM cells WHERE scope = ? AND partition = ? AND name = ?';
  return db.all<CellColumns>(sql, scopeText(scope), toText(partition), toText(name)).map(toCell);
}

/** The counters of all partitions, added up. */
export function countsIn(db: Connection, scope: Scope): Readonly<Record<string, number>> {
  // 'counts' is where core/state.ts keeps them. CROSS JOIN makes SQLite go by partition, past all other cells.
  const sql = `SELECT name, key, value FROM roster CROSS JOIN cells USING (scope, partition)
    WHERE scope = ? AND name = 'counts'`;
  return countsOf(db.all<CellColumns>(sql, scopeText(scope)).map(toCell));
}
