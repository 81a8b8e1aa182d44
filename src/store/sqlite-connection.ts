import { randomInt } from 'node:crypto';
import { statSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { messageOf, PipelineError, WorldError } from '../core/errors.ts';
import type { Clock, Duration } from '../core/time.ts';

/** SQLite itself waits this long for another process; the event loop stands still meanwhile, so it must be short. */
const BUSY_TIMEOUT: Duration = 50;
/** After that we wait asynchronously: a blocked loop would miss a server's pings and let leases expire. */
const PAUSE: Duration = 10;
const PAUSE_MAX: Duration = 400;
const GIVE_UP: Duration = 10_000;

/**
 * One SQLite file, shared with other processes. A body runs between two awaits from its first statement to its last, so
 * no transaction ever spans an await; it may run again after SQLite was busy, so it must do nothing but statements.
 * Writes wait for each other in a queue, so that while another process holds the file one of them blocks, not all.
 */
export class Connection {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #statements = new Map<string, StatementSync>();
  readonly #inode: bigint | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(path: string, clock: Clock, readOnly: boolean) {
    this.path = path;
    this.#clock = clock;
    try {
      this.#database = new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT });
      this.#inode = this.#inodeNow();
    } catch (thrown) {
      throw this.#explained(thrown);
    }
  }

  /** One transaction that takes the writer's place at its beginning: it cannot fail half-way for want of it. */
  write<T>(body: () => T): Promise<T> {
    const written = this.#lastWrite.then(() => this.whenFree(() => this.#transaction(body)));
    this.#lastWrite = written.catch(() => {});
    return written;
  }

  /** Statements that need no transaction, each with a view of its own. Waits while SQLite is busy, 10 s at most. */
  async whenFree<T>(body: () => T): Promise<T> {
    let waited: Duration = 0;
    for (let pause = PAUSE; ; pause = Math.min(2 * pause, PAUSE_MAX)) {
      try {
        this.#refuseOther();
        return body();
      } catch (thrown) {
        if (primaryCode(thrown) !== BUSY) throw this.#explained(thrown);
        if (waited >= GIVE_UP) throw new WorldError(`${this.path} was busy for 10 s: ${messageOf(thrown)}`);
      }
      const span = randomInt(pause / 2, pause + 1);
      await this.#clock.sleep(span);
      waited += BUSY_TIMEOUT + span;
    }
  }

  /** Statements without parameters or results. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /**
   * Runs a statement, which is prepared once: `sql` must be one of a fixed few, never put together from data. Gives how
   * many rows it changed.
   */
  run(sql: string, ...parameters: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...parameters).changes);
  }

  /** The rows of a query; `T` says what it selects. */
  all<T>(sql: string, ...parameters: SQLInputValue[]): T[] {
    return this.#prepared(sql).all(...parameters) as unknown as T[];
  }

  /** The first row of a query, if it has one. */
  get<T>(sql: string, ...parameters: SQLInputValue[]): T | undefined {
    return this.#prepared(sql).get(...parameters) as unknown as T | undefined;
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #transaction<T>(body: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = body();
      this.exec('COMMIT');
      return result;
    } catch (thrown) {
      if (this.#database.isTransaction) this.exec('ROLLBACK');
      throw thrown;
    }
  }

  /** SQLite goes on with a file that was deleted or replaced under it, and nobody would ever see what it writes. */
  #refuseOther(): void {
    if (this.#inodeNow() === this.#inode) return;
    throw new PipelineError(
      'MOVED',
      `${this.path} is not the file any more that it was when this process opened it: the store was deleted or ` +
        'replaced. Start this process again (millrace run, millrace dashboard), and it goes on from what stands ' +
        'there now.',
    );
  }

  #inodeNow(): bigint | undefined {
    return statSync(this.path, { bigint: true, throwIfNoEntry: false })?.ino;
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** What the world did to us is a WorldError, a file that is none of ours is for the user; the rest are bugs. */
  #explained(thrown: unknown): unknown {
    const code = primaryCode(thrown);
    if (code === undefined) return thrown;
    if (worldly.has(code)) return new WorldError(`${this.path}: ${messageOf(thrown)}`, { cause: thrown });
    if (!unreadable.has(code)) return thrown;
    return new PipelineError(
      'CONFIG',
      `${this.path} cannot be read as a store (${messageOf(thrown)}): put back a copy of it, or name another file.`,
      { cause: thrown },
    );
  }
}

// SQLite's primary result codes, https://www.sqlite.org/rescode.html
const BUSY = 5;
/** PERM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL. */
const worldly: ReadonlySet<number> = new Set([3, 8, 10, 13, 14, 15]);
/** CORRUPT, NOTADB. */
const unreadable: ReadonlySet<number> = new Set([11, 26]);

/** The low byte of SQLite's extended result code; undefined for what SQLite did not throw. */
const primaryCode = (thrown: unknown): number | undefined =>
  thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number'
    ? thrown.errcode & 0xff
    : undefined;
