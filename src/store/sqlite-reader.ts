import { existsSync } from 'node:fs';
import { PipelineError } from '../core/errors.ts';
import { byClosing, type RowPlace } from '../core/row.ts';
import { countsOf } from '../core/state.ts';
import type { Clock, Millis } from '../core/time.ts';
import { forgottenMeanwhile } from './forgotten.ts';
import { Connection } from './sqlite-connection.ts';
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

  rows(scope: Scope, { from, to, key }: RowRange = {}): AsyncIterable<StoredRow> {
    const of = columns.scopeText(scope);
    const first: Place = { closes: -Infinity, start: from ?? -Infinity, key: '', partition: '' };
    return this.#paged(first, ({ closes, start, key: place, partition }) => {
      const page = this.db.all<columns.RowColumns>(
        `SELECT * FROM rows WHERE scope = ? AND (start, key, partition) >= (?, ?, ?) AND start < ?
           AND key = coalesce(?, key) ORDER BY start, key, partition LIMIT ${PAGE}`,
        ...[of, start, place, partition, to ?? Infinity, key === undefined ? null : toText(key)],
      );
      // Asked for behind the page: what was forgotten before it was read is known by now.
      const gone = this.db.get<RowPlace>(LAST_FORGOTTEN, of);
      if (gone && closes > -Infinity && byClosing({ closes, start, key: place }, gone) <= 0)
        throw forgottenMeanwhile(scope);
      return page;
    });
  }

  closing(scope: Scope, after: RowPlace | undefined, until: Millis): AsyncIterable<StoredRow> {
    const of = columns.scopeText(scope);
    const { closes, start, key } = after ?? { closes: -Infinity, start: -Infinity, key: '' };
    const first: Place = { closes, start, key: after ? justBehind(toText(key)) : '', partition: '' };
    return this.#paged(first, (place) =>
      this.db.all(
        `SELECT * FROM rows WHERE scope = ? AND (closes, start, key, partition) >= (?, ?, ?, ?) AND closes <= ?
           ORDER BY closes, start, key, partition LIMIT ${PAGE}`,
        ...[of, place.closes, place.start, place.key, place.partition, until],
      ),
    );
  }

  async *#paged(first: Place, page: (from: Place) => columns.RowColumns[]): AsyncIterable<StoredRow> {
    for (let place = first; ; ) {
      const found = await this.db.whenFree(() => page(place));
      yield* found.map(columns.toRow);
      const last = found.at(-1);
      if (!last || found.length < PAGE) return;
      place = { ...last, partition: justBehind(last.partition) };
    }
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

  async counts(scope: Scope): Promise<Readonly<Record<string, number>>> {
    // 'counts' is where core/state.ts keeps them. CROSS JOIN makes SQLite go by partition, past all other cells.
    const sql = `SELECT name, key, value FROM roster CROSS JOIN cells USING (scope, partition)
      WHERE scope = ? AND name = 'counts'`;
    const found = await this.db.whenFree(() => this.db.all<columns.CellColumns>(sql, columns.scopeText(scope)));
    return countsOf(found.map(columns.toCell));
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

const LAST_FORGOTTEN = 'SELECT closes, start, key FROM forgotten WHERE scope = ?';

/** Where a page begins, as columns hold it. */
type Place = Pick<columns.RowColumns, 'closes' | 'start' | 'key' | 'partition'>;

/** The text that follows in the order of columns, with no other between them. */
const justBehind = (column: string): string => `${column}\0`;
