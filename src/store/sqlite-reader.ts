import { existsSync } from 'node:fs';
import { PipelineError } from '../core/errors.ts';
import type { PartitionId } from '../core/record.ts';
import type { RowPlace } from '../core/row.ts';
import type { SavedState } from '../core/state.ts';
import type { Clock, Millis } from '../core/time.ts';
import { Bell } from './bell.ts';
import { inForce } from './lease.ts';
import { cellsIn, countsIn } from './sqlite-cells.ts';
import { changesIn } from './sqlite-changes.ts';
import { Connection } from './sqlite-connection.ts';
import { SqliteJobs } from './sqlite-jobs.ts';
import { SqliteKeys } from './sqlite-keys.ts';
import { forgottenIn, lettersIn } from './sqlite-letters.ts';
import { closingIn, LAST_FORGOTTEN, rowsIn } from './sqlite-pages.ts';
import { leaseOf, rosterOf, taskOf } from './sqlite-roster.ts';
import * as columns from './sqlite-rows.ts';
import { hasSchema } from './sqlite-schema.ts';
import type {
  DeadLetter,
  Enrolled,
  Head,
  Holder,
  LetterPage,
  Message,
  Registered,
  RowRange,
  Scope,
  StoredRow,
  StoreReader,
} from './store.ts';
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

  async head(scope: Scope, partition: PartitionId): Promise<Head> {
    const task = await this.db.whenFree(() => taskOf(this.db, scope, partition));
    return { fence: task?.fence ?? undefined, commits: task?.commits ?? 0 };
  }

  async holder(pipeline: string): Promise<Holder | undefined> {
    const lease = await this.db.whenFree(() => leaseOf(this.db, pipeline));
    return inForce(lease, this.clock.now()) ? { ...lease } : undefined;
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

  deadLetters(pipeline: string, page: LetterPage): Promise<readonly DeadLetter[]> {
    return this.db.whenFree(() => lettersIn(this.db, pipeline, page));
  }

  forgottenLetters(pipeline: string): Promise<number> {
    return this.db.whenFree(() => forgottenIn(this.db, pipeline));
  }

  counts(scope: Scope): Promise<Readonly<Record<string, number>>> {
    return this.db.whenFree(() => countsIn(this.db, scope));
  }

  cells(scope: Scope, partition: PartitionId, name: string): Promise<SavedState['cells']> {
    return this.db.whenFree(() => cellsIn(this.db, scope, partition, name));
  }

  changes(pipeline: string, signal: AbortSignal): AsyncIterable<void> {
    return changesIn(this.db, { clock: this.clock, bell: this.bell }, pipeline, signal);
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
