import type { Connection } from './sqlite-connection.ts';
import { type PipelineColumns, scopeText, toRegistered } from './sqlite-rows.ts';
import type { Registered } from './store.ts';
import { refuseTaken } from './views.ts';

interface Registering {
  readonly pipeline: string;
  readonly fingerprint: string;
  readonly views: readonly string[];
  readonly rebuild: boolean;
}

/** Inside a transaction: what is registered of the pipeline, or, the first time and to rebuild it, a new version. */
export function registerPipeline(db: Connection, { pipeline, fingerprint, views, rebuild }: Registering): Registered {
  const stored = db.get<PipelineColumns>('SELECT * FROM pipelines WHERE pipeline = ?', pipeline);
  if (stored && !rebuild) return toRegistered(stored);
  const keeper = 'SELECT pipeline FROM views WHERE view = ?';
  refuseTaken(pipeline, views, (view) => db.get<{ pipeline: string }>(keeper, view)?.pipeline);
  const version = (stored?.version ?? 0) + 1;
  const columns: PipelineColumns = { pipeline, version, fingerprint, views: JSON.stringify(views) };
  db.run('INSERT OR REPLACE INTO pipelines VALUES (?, ?, ?, ?)', pipeline, version, fingerprint, columns.views);
  db.run('DELETE FROM views WHERE pipeline = ?', pipeline);
  for (const view of views) db.run('INSERT INTO views VALUES (?, ?)', view, pipeline);
  const old = scopeText({ pipeline, version: version - 2 });
  for (const table of ['roster', 'cells', 'rows', 'forgotten', 'dead', 'sums']) {
    db.run(`DELETE FROM ${table} WHERE scope = ?`, old);
  }
  return toRegistered(columns);
}
