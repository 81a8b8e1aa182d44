import { existsSync } from 'node:fs';
import { PipelineError } from '../core/errors.ts';
import type { PartitionId } from '../core/record.ts';
import type { RowPlace } from '../core/row.ts';
import { countsOf, type SavedState } from '../core/state.ts';
import { type Clock, type Duration, type Millis, millis } from '../core/time.ts';
import { Bell } from './bell.ts';
import { Connection } from './sqlite-connection.ts';
import { SqliteJobs } from './sqlite-jobs.ts';
import { SqliteKeys } from './sqlite-keys.ts';
import { closingIn, LAST_FORGOTTEN, rowsIn } from './sqlite-pages.ts';
import { rosterOf } from './sqlite-roster.ts';
import * as columns from './sqlite-rows.ts';
import { hasSchema } from './sqlite-schema.ts';
import type { DeadLetter, Enrolled, Message, Registered, RowRange, Scope, StoredRow, StoreReader } from './store.ts';
import { fromText, toText } from './text.ts';

/** Opens a SQLite store for reading only: it sees what was committed, and never waits for a writer. */
export async function sqliteReader(path: string, { clock }: { readonly clock: Clock }): Promise<StoreReader> {
  if (!existsSync(path)) throw missing(path);
  const connection = new Connection(path, clock, true);
  const made = await hasSchema(connection).catch((thrown: unknown) => {
    connection.close();
    throw thrown;
  });
  if (made) return new SqliteReader(connection, clock);
  connection.close();
  throw missing(path);
}

const missing = (path: string): PipelineError =>
  new PipelineError('MISSING', `There is no store at ${path}: "millrace run PIPELINE" makes it, or name another file.`);

/** How often it is looked whether other processes have committed. */
const POLL: Duration = millis(100);

/** The reading half of a SQLite store. Each query is one statement, so what it gives belongs together. */
export class SqliteReader implements StoreReader {
  protected readonly db: Connection;
  protected readonly clock: Clock;
  /** Rung by this handle's own writes. */
  protected readonly bell = new Bell();
  readonly keys: SqliteKeys;
  readonly jobs: SqliteJobs;

  constructor(connection: Connection, clock: Clock) {
    this.db = connection;
    this.clock = clock;
    this.keys = new SqliteKeys(connection, clock);
    this.jobs = new SqliteJobs(connection, clock);
  }

  async registered(pipeline: string): Promise<Registered | undefined> {
    const found = await this.db.whenFree(() =>
      this.db.get<columns.PipelineColumns>('SELECT * FROM pipelines WHERE pipeline = ?', pipeline),
    );
    return found && columns.toRegistered(found);
  }

  async viewed(view: string): Promise<Registered | undefined> {
    const found = await this.db.whenFree(() =>
      this.db.get<columns.PipelineColumns>(
        'SELECT pipelines.* FROM views JOIN pipelines USING (pipeline) WHERE view = ?',
        view,
      ),
    );
    return found && columns.toRegistered(found);
  }

  roster(scope: Scope): Promise<readonly Enrolled[]> {
    return this.db.whenFree(() => rosterOf(this.db, scope));
  }

  rows(scope: Scope, range: RowRange = {}): AsyncIterable<StoredRow> {
    return rowsIn(this.db, scope, range);
  }

  closing(scope: Scope, after: RowPlace | undefined, until: Millis): AsyncIterable<StoredRow> {
    return closingIn(this.db, scope, after, until);
  }

  async forgotten(scope: Scope): Promise<RowPlace | undefined> {
    const place = await this.db.whenFree(() => this.db.get<RowPlace>(LAST_FORGOTTEN, columns.scopeText(scope)));
    return place && { ...place, key: fromText(place.key) };
  }

  async deadLetters(
    pipeline: string,
    { limit, after = 0 }: { readonly limit: number; readonly after?: number | undefined },
  ): Promise<readonly DeadLetter[]> {
    const sql = `SELECT number, id, partition, position, operator, reason, detail, data FROM dead
      WHERE scope = ${columns.CURRENT_SCOPE} AND number > ? ORDER BY number LIMIT ?`;
    const found = await this.db.whenFree(() => this.db.all<columns.DeadColumns>(sql, pipeline, after, limit));
    return found.map(columns.toDeadLetter);
  }

  async forgottenLetters(pipeline: string): Promise<number> {
    const sql = `SELECT letters FROM dead_forgotten WHERE scope = ${columns.CURRENT_SCOPE}`;
    const found = await this.db.whenFree(() => this.db.get<{ letters: number }>(sql, pipeline));
    return found?.letters ?? 0;
  }

  async counts(scope: Scope): Promise<Readonly<Record<string, number>>> {
    // 'counts' is where core/state.ts keeps them. CROSS JOIN makes SQLite go by partition, past all other cells.
    const sql = `SELECT name, key, value FROM roster CROSS JOIN cells USING (scope, partition)
      WHERE scope = ? AND name = 'counts'`;
    const found = await this.db.whenFree(() => this.db.all<columns.CellColumns>(sql, columns.scopeText(scope)));
    return countsOf(found.map(columns.toCell));
  }

  async cells(scope: Scope, partition: PartitionId, name: string): Promise<SavedState['cells']> {
    const sql = 'SELECT name, key, value FROM cells WHERE scope = ? AND partition = ? AND name = ?';
    const of = [columns.scopeText(scope), toText(partition), toText(name)] as const;
    const found = await this.db.whenFree(() => this.db.all<columns.CellColumns>(sql, ...of));
    return found.map(columns.toCell);
  }

  async *changes(pipeline: string, signal: AbortSignal): AsyncIterable<void> {
    const nap = (rung: AbortSignal) => this.clock.sleep(POLL, rung);
    let seen: string | null = null;
    for await (const _ of this.bell.rings(pipeline, signal, nap)) {
      const { mark } = await this.db.whenFree(
        () => this.db.get<{ mark: string }>(MARK, pipeline, pipeline) ?? { mark: '' },
      );
      if (mark === seen) continue;
      seen = mark;
      yield;
    }
  }

  async undelivered(pipeline: string, to: string, limit: number): Promise<readonly Message[]> {
    const sql = `SELECT id, destination, body FROM outbox WHERE pipeline = ? AND destination = ?
      ORDER BY number LIMIT ?`;
    const found = await this.db.whenFree(() => this.db.all<columns.OutboxColumns>(sql, pipeline, toText(to), limit));
    return found.map(columns.toMessage);
  }

  async close(): Promise<void> {
    this.db.close();
  }
}

/** Another one after each commit and each new version of a pipeline. */
const MARK = `SELECT version || '/' ||
  (SELECT coalesce(sum(commits), 0) FROM roster WHERE scope = ${columns.CURRENT_SCOPE}) AS mark
  FROM pipelines WHERE pipeline = ?`;
