import type { Child, PartitionId } from '../core/record.ts';
import { type Millis, START_OF_TIME } from '../core/time.ts';
import { refuseRolledBack } from './fence.ts';
import type { Connection } from './sqlite-connection.ts';
import { type RosterColumns, scopeText, toEnrolled } from './sqlite-rows.ts';
import { type Enrolled, firstWatermark, type Holder, type Scope } from './store.ts';
import { toText } from './text.ts';

/** What the roster holds of a partition; undefined where it is not enrolled. */
export const taskOf = (db: Connection, scope: Scope, partition: PartitionId): RosterColumns | undefined =>
  db.get('SELECT * FROM roster WHERE scope = ? AND partition = ?', scopeText(scope), toText(partition));

export const rosterOf = (db: Connection, scope: Scope): Enrolled[] =>
  db.all<RosterColumns>('SELECT * FROM roster WHERE scope = ? ORDER BY partition', scopeText(scope)).map(toEnrolled);

/** The registered version of a pipeline. */
export const versionOf = (db: Connection, pipeline: string): number | undefined =>
  db.get<{ version: number }>('SELECT version FROM pipelines WHERE pipeline = ?', pipeline)?.version;

/** As it is stored, whether it is in force or not. */
export const leaseOf = (db: Connection, pipeline: string): Holder | undefined =>
  db.get('SELECT owner, expires FROM leases WHERE pipeline = ?', pipeline);

/** Adds partitions that are not there yet; the others stay as they are. */
export function enrol(db: Connection, scope: Scope, partitions: readonly Child[]): void {
  const roster = rosterOf(db, scope);
  refuseRolledBack(scope, versionOf(db, scope.pipeline), roster, partitions);
  for (const child of partitions) add(db, scope, child, firstWatermark(roster, child.parents));
}

function add(db: Connection, scope: Scope, { id, parents }: Child, watermark: Millis): void {
  const sql = 'INSERT INTO roster (scope, partition, parents, watermark) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
  db.run(sql, scopeText(scope), toText(id), JSON.stringify(parents), watermark);
}

/**
 * Enrols those that take over from a partition which ended at `watermark`, none of them behind it. Of their parents
 * those count that are on the roster: another one was over before the pipeline began.
 */
export function enrolChildren(db: Connection, scope: Scope, children: readonly Child[], watermark: Millis): void {
  for (const { id } of children) add(db, scope, { id, parents: [] }, START_OF_TIME);
  const sql = 'UPDATE roster SET watermark = max(watermark, ?), parents = ? WHERE scope = ? AND partition = ?';
  for (const { id, parents } of children) {
    const known = JSON.parse(taskOf(db, scope, id)?.parents ?? '[]') as string[];
    const union = [...new Set([...known, ...parents.filter((parent) => taskOf(db, scope, parent))])];
    db.run(sql, watermark, JSON.stringify(union), scopeText(scope), toText(id));
  }
}
