import type { Connection } from './sqlite-connection.ts';
import { type PipelineColumns, scopeText, toRegistered } from './sqlite-rows.ts';
import type { Registered } from './store.ts';
import { refuseTaken } from './views.ts';

interface Registering {
  readonly pipeline: string;
  readonly fingerprint: string;
  readonly views: readonly string[];
  readonly rebuildOf: number | undefined;
}

/**
 * Inside a transaction: what is registered of the pipeline, or, the first time, to rebuild it and behind a reset, a new
 * version.
 */
export function registerPipeline(db: Connection, { pipeline, fingerprint, views, rebuildOf }: Registering): Registered {
  const stored = registered(db, pipeline);
  if (stored?.fingerprint && stored.version !== rebuildOf) return toRegistered(stored);
  const keeper = 'SELECT pipeline FROM views WHERE view = ?';
  refuseTaken(pipeline, views, (view) => db.get<{ pipeline: string }>(keeper, view)?.pipeline);
  db.run('DELETE FROM views WHERE pipeline = ?', pipeline);
  for (const view of views) db.run('INSERT INTO views VALUES (?, ?)', view, pipeline);
  const version = (stored?.version ?? 0) + (stored?.fingerprint === '' ? 0 : 1);
  removeVersion(db, pipeline, version - 2);
  return newVersion(db, { pipeline, version, fingerprint, views: JSON.stringify(views) });
}

/** Inside a transaction: a new version, and nothing of what there was; undefined where nothing is registered. */
export function resetPipeline(db: Connection, pipeline: string): Registered | undefined {
  const stored = registered(db, pipeline);
  if (!stored) return undefined;
  const version = stored.version + 1;
  for (const old of [stored.version - 1, stored.version]) removeVersion(db, pipeline, old);
  db.run('DELETE FROM outbox WHERE pipeline = ?', pipeline);
  return newVersion(db, { ...stored, version, fingerprint: '' });
}

const registered = (db: Connection, pipeline: string) =>
  db.get<PipelineColumns>('SELECT * FROM pipelines WHERE pipeline = ?', pipeline);

/** The keys of other readers come again as it counts up. */
function newVersion(db: Connection, columns: PipelineColumns): Registered {
  const { pipeline, version, fingerprint, views } = columns;
  db.run('INSERT OR REPLACE INTO pipelines VALUES (?, ?, ?, ?)', pipeline, version, fingerprint, views);
  db.run('DELETE FROM keys WHERE owner = ?', pipeline);
  return toRegistered(columns);
}

function removeVersion(db: Connection, pipeline: string, version: number): void {
  for (const table of ['roster', 'cells', 'rows', 'forgotten', 'dead', 'dead_forgotten', 'sums']) {
    db.run(`DELETE FROM ${table} WHERE scope = ?`, scopeText({ pipeline, version }));
  }
}
