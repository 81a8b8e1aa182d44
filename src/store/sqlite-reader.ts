import { existsSync } from 'node:fs';
import { PipelineError } from '../core/errors.ts';
import type { SavedState } from '../core/state.ts';
import type { Clock, Millis } from '../core/time.ts';
import { totalCounts } from './counts.ts';
import { Connection } from './sqlite-connection.ts';
import * as columns from './sqlite-rows.ts';
import { hasSchema } from './sqlite-schema.ts';
import { fromText, toText } from './sqlite-text.ts';
import type { DeadLetter, Enrolled, Message, Registered, RowRange, Scope, StoredRow, StoreReader } from './store.ts';

/** Opens a SQLite store for reading only: it sees what was committed, and never waits for a writer. */
export async function sqliteReader(path: string, { clock }: { readonly clock: Clock }): Promise<StoreReader> {
  if (!existsSync(path)) throw missing(path);
  const connection = new Connection(path, clock, true);
  const made = await hasSchema(connection).catch((thrown: unknown) => {
    connection.close();
    throw thrown;
  });
  if (made) return new SqliteReader(connection);
  connection.close();
  throw missing(path);
}

const missing = (path: string): PipelineError =>
  new PipelineError('MISSING', `There is no store at ${path}: "millrace run PIPELINE" makes it, or name another file.`);

/** Rows are read in pages of so many: a slow consumer holds neither a snapshot of the file nor much memory. */
const PAGE = 500;

/** The reading half of a SQLite store. Each query is one statement, so what it gives belongs together. */
export class SqliteReader implements StoreReader {
  protected readonly db: Connection;

  constructor(connection: Connection) {
    this.db = connection;
  }

  async registered(pipeline: string): Promise<Registered | undefined> {
    const found = await this.db.read(() =>
      this.db.get<columns.PipelineColumns>('SELECT * FROM pipelines WHERE pipeline = ?', pipeline),
    );
    return found && columns.toRegistered(found);
  }

  async viewed(view: string): Promise<Registered | undefined> {
    const found = await this.db.read(() =>
      this.db.get<columns.PipelineColumns>(
        'SELECT pipelines.* FROM views JOIN pipelines USING (pipeline) WHERE view = ?',
        view,
      ),
    );
    return found && columns.toRegistered(found);
  }

  async roster(scope: Scope): Promise<readonly Enrolled[]> {
    const sql = 'SELECT * FROM roster WHERE scope = ? ORDER BY partition';
    const found = await this.db.read(() => this.db.all<columns.RosterColumns>(sql, columns.scopeText(scope)));
    return found.map(columns.toEnrolled);
  }

  rows(scope: Scope, { from, to, key }: RowRange = {}): AsyncIterable<StoredRow> {
    const of = columns.scopeText(scope);
    const first: Place = { closes: 0, start: from ?? -Infinity, key: '', partition: '' };
    return this.#paged(first, ({ start, key: place, partition }) =>
      this.db.all(
        `SELECT * FROM rows WHERE scope = ? AND (start, key, partition) >= (?, ?, ?) AND start < ?
           AND key = coalesce(?, key) ORDER BY start, key, partition LIMIT ${PAGE}`,
        ...[of, start, place, partition, to ?? Infinity, key === undefined ? null : toText(key)],
      ),
    );
  }

  closing(
    scope: Scope,
    after: { readonly closes: Millis; readonly key: string } | undefined,
    until: Millis,
  ): AsyncIterable<StoredRow> {
    const of = columns.scopeText(scope);
    const closed = after?.closes ?? -Infinity;
    const first: Place = { closes: closed, start: -Infinity, key: '', partition: '' };
    // Of the rows that close with `after` those up to its key are passed over; written so that only the place in front
    // can choose where in the index a page begins.
    return this.#paged(first, ({ closes, start, key, partition }) =>
      this.db.all(
        `SELECT * FROM rows WHERE scope = ? AND (closes, start, key, partition) >= (?, ?, ?, ?) AND closes <= ?
           AND NOT (closes = ? AND key <= ?) ORDER BY closes, start, key, partition LIMIT ${PAGE}`,
        ...[of, closes, start, key, partition, until, closed, toText(after?.key ?? '')],
      ),
    );
  }

  async *#paged(first: Place, page: (from: Place) => columns.RowColumns[]): AsyncIterable<StoredRow> {
    for (let place = first; ; ) {
      const found = await this.db.read(() => page(place));
      yield* found.map(columns.toRow);
      const last = found.at(-1);
      if (!last || found.length < PAGE) return;
      place = { ...last, partition: `${last.partition}\0` };
    }
  }

  async deadLetters(
    pipeline: string,
    { limit, offset = 0 }: { readonly limit: number; readonly offset?: number },
  ): Promise<readonly DeadLetter[]> {
    const sql = `SELECT id, partition, position, operator, reason, detail, data FROM dead
      WHERE scope = (SELECT pipeline || '@' || version FROM pipelines WHERE pipeline = ?)
      ORDER BY position, partition, id LIMIT ? OFFSET ?`;
    const found = await this.db.read(() => this.db.all<columns.DeadColumns>(sql, pipeline, limit, offset));
    return found.map(columns.toDeadLetter);
  }

  async counts(scope: Scope): Promise<Readonly<Record<string, number>>> {
    // 'counts' is where core/state.ts keeps them. CROSS JOIN makes SQLite go by partition, past all other cells.
    const sql = `SELECT name, key, value FROM roster CROSS JOIN cells USING (scope, partition)
      WHERE scope = ? AND name = 'counts'`;
    const of = columns.scopeText(scope);
    return totalCounts((await this.db.read(() => this.db.all<SavedCell>(sql, of))).map(columns.toCell));
  }

  async undelivered(scope: Scope, limit: number): Promise<readonly Message[]> {
    const sql = 'SELECT id, destination, body FROM outbox WHERE scope = ? ORDER BY number LIMIT ?';
    const found = await this.db.read(() => this.db.all<OutboxColumns>(sql, columns.scopeText(scope), limit));
    return found.map(({ id, destination, body }) => ({ id: fromText(id), to: destination, body }));
  }

  async close(): Promise<void> {
    this.db.close();
  }
}

/** Where a page begins, as columns hold it. */
type Place = Pick<columns.RowColumns, 'closes' | 'start' | 'key' | 'partition'>;
type SavedCell = SavedState['cells'][number];
type OutboxColumns = { readonly id: string; readonly destination: string; readonly body: string };
