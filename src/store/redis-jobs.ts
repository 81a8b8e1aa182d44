import type { Picture } from '../core/picture.ts';
import type { Millis } from '../core/time.ts';
import {
  type Beginning,
  type Begun,
  type Ending,
  FORGOTTEN_AT_ONCE,
  type JobsStore,
  LOST_AFTER,
  type OwnRun,
  type PictureHead,
  type Result,
  type Run,
  type RunWithLog,
} from './jobs.ts';
import { LogTail } from './log-tail.ts';
import type { Connection } from './redis-connection.ts';
import { BEAT, BEGIN, FINISH, PICTURE, RUNS } from './redis-job-scripts.ts';
import { AHEAD, headOf, identityOf, keptOf, refuseKeep, runOf, type StoredRun } from './stored-run.ts';
import { fromText, toText } from './text.ts';

/** The history of jobs in a Redis store. */
export class RedisJobs implements JobsStore {
  readonly #db: Connection;
  readonly #key: (job: string) => string;

  /** `key`: what the keys of a job begin with. */
  constructor(db: Connection, key: (job: string) => string) {
    this.#db = db;
    this.#key = key;
  }

  async last({ limit, after }: { readonly limit: number; readonly after?: string | undefined }): Promise<Run[]> {
    const from = after === undefined ? '-' : `(${toText(after)}`;
    const names = (await this.#db.command('ZRANGEBYLEX', this.#index, from, '+', 'LIMIT', 0, limit)) as string[];
    return (await Promise.all(names.map((name) => this.runs(fromText(name), { limit: 1 })))).flat();
  }

  runs(
    job: string,
    { limit, before }: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<Run[]> {
    return this.#runs(job, [before === undefined ? '+inf' : `(${before}`, '-inf', limit]);
  }

  async run(job: string, number: number): Promise<RunWithLog | undefined> {
    return (await this.#runs(job, [number, number, 1], ['log']))[0];
  }

  async picture(job: string, number: number, name: string): Promise<Picture | undefined> {
    const found = (await this.#db.runForBytes(PICTURE, [this.#picturesKey({ job, number })], [toText(name)])) as Buffer;
    if (found === null) return undefined;
    const end = found.indexOf(0);
    return { name, type: found.toString('utf8', 0, end), data: new Uint8Array(found.subarray(end + 1)) };
  }

  async begin(beginning: Beginning): Promise<Begun> {
    refuseKeep(beginning);
    const { job, cause, scheduled = '', owner, keep } = beginning;
    const about = [toText(job), toText(identityOf(beginning)), cause, scheduled, toText(owner)];
    const args = [...about, keep.runs, keep.age, LOST_AFTER, FORGOTTEN_AT_ONCE, AHEAD];
    const number = (await this.#db.run(BEGIN, [this.#key(job), this.#index], args)) as string | null;
    return number === null ? { begun: false } : { begun: true, number: Number(number) };
  }

  async beat(run: OwnRun, log?: string): Promise<void> {
    const said = log === undefined ? [] : [new LogTail().add(log).text];
    await this.#db.run(BEAT, [this.#runKey(run)], [toText(run.owner), ...said]);
  }

  async finish(run: OwnRun, ending: Ending): Promise<void> {
    const { log, error, pictures } = keptOf(ending);
    const heads = JSON.stringify(pictures.map(headOf));
    const { result, duration, records, setAside } = ending;
    const about = Object.entries({ result, duration, records, setAside, log, pictures: heads }).flat();
    const fields = error === undefined ? about : [...about, 'error', error];
    const data = pictures.flatMap(({ name, type, data }) => [
      toText(name),
      Buffer.concat([Buffer.from(`${type}\0`), data]),
    ]);
    const keys = [this.#runKey(run), this.#picturesKey(run)];
    await this.#db.run(FINISH, keys, [toText(run.owner), fields.length, ...fields, ...data]);
  }

  /** All jobs there are. */
  get #index(): string {
    return `${this.#db.address.prefix}:jobs`;
  }

  #runKey({ job, number }: Pick<OwnRun, 'job' | 'number'>): string {
    return `${this.#key(job)}:run:${number}`;
  }

  #picturesKey({ job, number }: Pick<OwnRun, 'job' | 'number'>): string {
    return `${this.#key(job)}:pictures:${number}`;
  }

  async #runs(job: string, range: readonly (string | number)[]): Promise<Run[]>;
  async #runs(job: string, range: readonly (string | number)[], more: readonly ['log']): Promise<RunWithLog[]>;
  async #runs(job: string, range: readonly (string | number)[], more: readonly string[] = []): Promise<Run[]> {
    const args = [...range, ...FIELDS, ...more];
    const [now, found] = (await this.#db.run(RUNS, [this.#key(job)], args)) as [string, [string, Fields][]];
    return found.map(([number, fields]) => ({
      ...runOf(job, toStored(Number(number), fields), Number(now) as Millis),
      ...(more.length > 0 && { log: fields[FIELDS.length] ?? '' }),
    }));
  }
}

const FIELDS = [
  ...['cause', 'scheduled', 'owner', 'started', 'heard', 'result', 'duration', 'error', 'pictures'],
  ...['records', 'setAside'],
];
type Fields = readonly (string | null)[];

function toStored(number: number, fields: Fields): StoredRun {
  const [cause, scheduled, owner, started, heard, result, duration, error, pictures, records, setAside] = fields;
  return {
    ...{
      number,
      cause: cause ?? '',
      scheduled: scheduled ? Number(scheduled) : undefined,
      owner: fromText(owner ?? ''),
    },
    ...{ started: Number(started), heard: Number(heard), result: (result ?? undefined) as Result | undefined },
    duration: duration == null ? undefined : Number(duration),
    records: records == null ? undefined : Number(records),
    setAside: setAside == null ? undefined : Number(setAside),
    error: error ?? undefined,
    pictures: JSON.parse(pictures ?? '[]') as readonly PictureHead[],
  };
}
