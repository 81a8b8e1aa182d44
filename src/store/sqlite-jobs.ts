import type { Picture } from '../core/picture.ts';
import { type Clock, type Millis, START_OF_TIME } from '../core/time.ts';
import {
  type Beginning,
  type Begun,
  type Ending,
  FORGOTTEN_AT_ONCE,
  type JobsStore,
  type OwnRun,
  type Run,
  type RunWithLog,
} from './jobs.ts';
import { LogTail } from './log-tail.ts';
import type { Connection } from './sqlite-connection.ts';
import { type Columns, RUN, toRun, toStored } from './sqlite-runs.ts';
import { forgettable, headOf, identityOf, keptOf, latestOf, refuseKeep } from './stored-run.ts';
import { fromText, toText } from './text.ts';

/** The history of jobs in a SQLite store. */
export class SqliteJobs implements JobsStore {
  readonly #db: Connection;
  readonly #clock: Clock;

  constructor(db: Connection, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async last({ limit, after = '' }: { readonly limit: number; readonly after?: string | undefined }): Promise<Run[]> {
    const sql = `SELECT ${RUN} FROM jobs JOIN runs ON runs.job = jobs.job AND number = last
      WHERE jobs.job > ? ORDER BY jobs.job LIMIT ?`;
    return this.#all(sql, toText(after), limit);
  }

  runs(
    job: string,
    { limit, before }: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<Run[]> {
    const sql = `SELECT ${RUN} FROM runs WHERE job = ? AND number < ? ORDER BY number DESC LIMIT ?`;
    return this.#all(sql, toText(job), before ?? Number.MAX_SAFE_INTEGER, limit);
  }

  async run(job: string, number: number): Promise<RunWithLog | undefined> {
    const sql = `SELECT ${RUN}, log FROM runs WHERE job = ? AND number = ?`;
    const found = await this.#db.whenFree(() => this.#db.get<Columns & { log: string }>(sql, toText(job), number));
    return found && { ...toRun(found, this.#clock.now()), log: found.log };
  }

  async picture(job: string, number: number, name: string): Promise<Picture | undefined> {
    const sql = 'SELECT name, type, data FROM pictures WHERE job = ? AND number = ? AND name = ?';
    const found = await this.#db.whenFree(() => this.#db.get<Picture>(sql, toText(job), number, toText(name)));
    return found && { ...found, name };
  }

  begin(beginning: Beginning): Promise<Begun> {
    refuseKeep(beginning);
    return this.#db.write(() => this.#begin(beginning, this.#clock.now()));
  }

  beat({ job, number, owner }: OwnRun, log?: string): Promise<void> {
    const said = log === undefined ? null : new LogTail().add(log).text;
    const sql = `UPDATE runs SET heard = ?, log = coalesce(?, log) WHERE ${GOING}`;
    return this.#db.write(() => {
      this.#db.run(sql, this.#clock.now(), said, toText(job), number, toText(owner));
    });
  }

  finish({ job, number, owner }: OwnRun, ending: Ending): Promise<void> {
    const { log, error, pictures } = keptOf(ending);
    const { result, duration, records, setAside } = ending;
    const of = [toText(job), number, toText(owner)] as const;
    return this.#db.write(() => {
      if (!this.#db.get(`SELECT 1 FROM runs WHERE ${GOING}`, ...of)) return;
      const heads = JSON.stringify(pictures.map(headOf));
      this.#db.run(FINISH, result, duration, error ?? null, records, setAside, log, heads, ...of);
      for (const { name, type, data } of pictures) {
        this.#db.run('INSERT INTO pictures VALUES (?, ?, ?, ?, ?)', toText(job), number, toText(name), type, data);
      }
    });
  }

  async #all(sql: string, ...parameters: readonly (string | number)[]): Promise<Run[]> {
    const found = await this.#db.whenFree(() => this.#db.all<Columns>(sql, ...parameters));
    const now = this.#clock.now();
    return found.map((columns) => toRun(columns, now));
  }

  #begin(beginning: Beginning, now: Millis): Begun {
    const { cause, scheduled, owner, keep } = beginning;
    const job = toText(beginning.job);
    const identity = toText(identityOf(beginning));
    const same = this.#db.get<{ number: number; owner: string }>(SAME, job, identity);
    if (same) return fromText(same.owner) === owner ? { begun: true, number: same.number } : { begun: false };
    const { last, forgotten } = this.#db.get<JobColumns>('SELECT last, forgotten FROM jobs WHERE job = ?', job) ?? NEW;
    if (scheduled !== undefined && scheduled <= latestOf([], forgotten, now)) return { begun: false };
    const number = last + 1;
    this.#db.run(BEGIN, job, number, identity, cause, scheduled ?? null, toText(owner), now, now);
    const { all } = this.#db.get<{ all: number }>('SELECT count(*) AS "all" FROM runs WHERE job = ?', job) ?? {
      all: 1,
    };
    const oldest = this.#db.all<Columns>(OLDEST, job, FORGOTTEN_AT_ONCE).map(toStored);
    const over = forgettable(oldest, all, keep, now);
    for (const run of over) {
      for (const table of ['runs', 'pictures']) {
        this.#db.run(`DELETE FROM ${table} WHERE job = ? AND number = ?`, job, run.number);
      }
    }
    this.#db.run('INSERT OR REPLACE INTO jobs VALUES (?, ?, ?)', job, number, latestOf(over, forgotten, now));
    return { begun: true, number };
  }
}

interface JobColumns {
  readonly last: number;
  readonly forgotten: Millis;
}
const NEW: JobColumns = { last: 0, forgotten: START_OF_TIME };

const SAME = 'SELECT number, owner FROM runs WHERE job = ? AND identity = ?';
const BEGIN = `INSERT INTO runs (job, number, identity, cause, scheduled, owner, started, heard)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const OLDEST = `SELECT ${RUN} FROM runs WHERE job = ? ORDER BY number LIMIT ?`;
/** The run is there, its owner's, and has not ended. */
const GOING = 'job = ? AND number = ? AND owner = ? AND result IS NULL';
const FINISH = `UPDATE runs
  SET result = ?, duration = ?, error = ?, records = ?, setAside = ?, log = ?, pictures = ? WHERE ${GOING}`;
