import { PipelineError } from '../core/errors.ts';
import type { Connection } from './sqlite-connection.ts';

/** The version of the tables below, kept in the file's `user_version`. */
const VERSION = 1;

/**
 * A scope is `pipeline@version`. Instants are REAL, because they are JavaScript numbers. What comes from data (keys,
 * partitions, positions, ids) is written by `toText`, so that ORDER BY gives code-unit order.
 */
const TABLES = `
  CREATE TABLE pipelines (
    pipeline TEXT PRIMARY KEY, version INTEGER NOT NULL, fingerprint TEXT NOT NULL, views TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE views (view TEXT PRIMARY KEY, pipeline TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE leases (
    pipeline TEXT PRIMARY KEY, owner TEXT NOT NULL, expires REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE roster (
    scope TEXT NOT NULL, partition TEXT NOT NULL, parents TEXT NOT NULL, position TEXT, watermark REAL NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0, commits INTEGER NOT NULL DEFAULT 0, fence TEXT,
    PRIMARY KEY (scope, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE cells (
    scope TEXT NOT NULL, partition TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (scope, partition, name, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rows (
    scope TEXT NOT NULL, start REAL NOT NULL, key TEXT NOT NULL, partition TEXT NOT NULL, "end" REAL NOT NULL,
    closes REAL NOT NULL, final INTEGER NOT NULL, partials TEXT NOT NULL,
    PRIMARY KEY (scope, start, key, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rows_closing ON rows (scope, closes, start, key, partition);
  CREATE INDEX rows_of_task ON rows (scope, partition, final, closes);
  CREATE TABLE dead (
    scope TEXT NOT NULL, id TEXT NOT NULL, partition TEXT NOT NULL, position TEXT NOT NULL, operator TEXT NOT NULL,
    reason TEXT NOT NULL, detail TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (scope, id, partition)
  ) STRICT;
  CREATE INDEX dead_in_order ON dead (scope, position, partition, id);
  CREATE TABLE outbox (
    number INTEGER PRIMARY KEY, scope TEXT NOT NULL, id TEXT NOT NULL, destination TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (scope, id)
  ) STRICT;
  CREATE INDEX outbox_in_order ON outbox (scope, number);
  PRAGMA user_version = ${VERSION};
`;

/** Makes the tables in a new file; refuses a file that is not ours to write to. */
export async function makeSchema(connection: Connection): Promise<void> {
  await connection.write(() => {
    if (versionOf(connection) === VERSION) return;
    if (connection.get('SELECT 1 FROM sqlite_schema')) throw foreign(connection);
    connection.exec(TABLES);
  });
}

/** Whether the file holds a store that this program can read; false while it has none. */
export const hasSchema = (connection: Connection): Promise<boolean> =>
  connection.read(() => versionOf(connection) === VERSION);

function versionOf(connection: Connection): number {
  const version = connection.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  if (version <= VERSION) return version;
  throw new PipelineError(
    'CONFIG',
    `${connection.path} is a store of version ${version}, this program knows version ${VERSION}: ` +
      'run a newer Millrace, or name another file.',
  );
}

const foreign = (connection: Connection): PipelineError =>
  new PipelineError('CONFIG', `${connection.path} holds the tables of another program: name another file.`);
