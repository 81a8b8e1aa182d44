import { PipelineError } from '../core/errors.ts';
import type { Connection } from './sqlite-connection.ts';

/** The version of the tables below, kept in the file's `user_version`. */
const VERSION = 3;
/** What tells a store of ours from other programs' files, kept in the file's `application_id`: "mill". */
const APPLICATION = 0x6d69_6c6c;

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
  CREATE INDEX rows_open ON rows (scope, partition) WHERE final = 0;
  CREATE TABLE forgotten (
    scope TEXT PRIMARY KEY, closes REAL NOT NULL, start REAL NOT NULL, key TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE dead (
    number INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, id TEXT NOT NULL, partition TEXT NOT NULL,
    position TEXT NOT NULL, operator TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, data BLOB NOT NULL,
    UNIQUE (scope, id)
  ) STRICT;
  CREATE INDEX dead_in_order ON dead (scope, number);
  CREATE TABLE dead_forgotten (scope TEXT PRIMARY KEY, letters INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE outbox (
    number INTEGER PRIMARY KEY, pipeline TEXT NOT NULL, id TEXT NOT NULL, destination TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (pipeline, id)
  ) STRICT;
  CREATE INDEX outbox_in_order ON outbox (pipeline, destination, number);
  CREATE TABLE keys (
    key TEXT PRIMARY KEY, value TEXT NOT NULL, expires REAL, owner TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sums (
    scope TEXT NOT NULL, key TEXT NOT NULL, sum TEXT NOT NULL, PRIMARY KEY (scope, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE jobs (job TEXT PRIMARY KEY, last INTEGER NOT NULL, forgotten REAL NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE runs (
    job TEXT NOT NULL, number INTEGER NOT NULL, identity TEXT NOT NULL, cause TEXT NOT NULL, scheduled REAL,
    owner TEXT NOT NULL, started REAL NOT NULL, heard REAL NOT NULL, result TEXT, duration REAL, error TEXT,
    records INTEGER, setAside INTEGER, pictures TEXT NOT NULL DEFAULT '[]', log TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (job, number), UNIQUE (job, identity)
  ) STRICT;
  CREATE TABLE pictures (
    job TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (job, number, name)
  ) STRICT;
  PRAGMA user_version = ${VERSION};
  PRAGMA application_id = ${APPLICATION};
`;

/** Makes the tables in a new file. */
export const makeSchema = (db: Connection): Promise<void> =>
  db.write(() => {
    if (!isStore(db)) db.exec(TABLES);
  });

/** Whether the file holds a store; false while it is empty. Refuses, and has not touched, whatever else it holds. */
export const hasSchema = (db: Connection): Promise<boolean> => db.whenFree(() => isStore(db));

function isStore(db: Connection): boolean {
  if (!db.get('SELECT 1 FROM sqlite_schema')) return false;
  if (db.get<{ application_id: number }>('PRAGMA application_id')?.application_id !== APPLICATION) {
    throw new PipelineError('CONFIG', `${db.path} holds the tables of another program: name another file.`);
  }
  const version = db.get<{ user_version: number }>('PRAGMA user_version')?.user_version;
  if (version === VERSION) return true;
  throw new PipelineError(
    'CONFIG',
    `${db.path} is a store of version ${version}, this program knows version ${VERSION}: ` +
      'use the Millrace that made it, or name another file.',
  );
}
