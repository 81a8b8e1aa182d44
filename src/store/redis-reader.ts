import type { PartitionId } from '../core/record.ts';
import { compareText, type RowPlace } from '../core/row.ts';
import { COUNTS, countsOf, type SavedState } from '../core/state.ts';
import type { Clock, Millis } from '../core/time.ts';
import { type EnrolledColumns, type LetterColumns, pairs, toDeadLetter, toEnrolled } from './redis-columns.ts';
import { Connection } from './redis-connection.ts';
import { Heard } from './redis-heard.ts';
import { RedisJobs } from './redis-jobs.ts';
import { RedisKeys } from './redis-keys.ts';
import { HOLDER } from './redis-lease.ts';
import { joined, parted, partOf, placeOf, unlisted } from './redis-member.ts';
import { COUNTERS, FORGOTTEN_LETTERS, LETTERS, MESSAGES } from './redis-pages.ts';
import { closingIn, rowsIn } from './redis-rows.ts';
import { HEAD, ROSTER } from './redis-tasks.ts';
import {
  type DeadLetter,
  type Enrolled,
  type Head,
  type Holder,
  LEASE_MAX,
  type LetterPage,
  type Message,
  type Registered,
  type RowRange,
  type Scope,
  type StoredRow,
  type StoreReader,
} from './store.ts';
import { fromText } from './text.ts';

/** For reading only. */
export const redisReader = async (url: string, { clock }: { readonly clock: Clock }): Promise<StoreReader> =>
  new RedisReader(await Connection.open(url, clock));

/** The reading half of a Redis store. Each answer is from one moment. */
export class RedisReader implements StoreReader {
  protected readonly db: Connection;
  readonly keys: RedisKeys;
  readonly jobs: RedisJobs;
  readonly #heard: Heard;

  constructor(connection: Connection) {
    this.db = connection;
    this.keys = new RedisKeys(connection);
    this.jobs = new RedisJobs(connection, (job) => `${this.pipelineKey(job)}:jobs`);
    this.#heard = new Heard(connection);
  }

  /** All keys of a pipeline, in one slot. */
  protected pipelineKey(pipeline: string): string {
    return `${this.db.address.prefix}:{${pipeline}}`;
  }

  protected scopeKey({ pipeline, version }: Scope): string {
    return `${this.pipelineKey(pipeline)}:${version}`;
  }

  protected leaseKey(pipeline: string): string {
    return `${this.pipelineKey(pipeline)}:lease`;
  }

  /** Which pipeline keeps which view. */
  protected get viewsKey(): string {
    return `${this.db.address.prefix}:views`;
  }

  async registered(pipeline: string): Promise<Registered | undefined> {
    const fields = ['version', 'fingerprint', 'views'];
    const found = (await this.db.command('HMGET', this.pipelineKey(pipeline), ...fields)) as (string | null)[];
    const [version, fingerprint, views] = found;
    if (version == null || fingerprint == null || views == null) return undefined;
    return { scope: { pipeline, version: Number(version) }, fingerprint, views: unlisted(views) };
  }

  async viewed(view: string): Promise<Registered | undefined> {
    const pipeline = (await this.db.command('HGET', this.viewsKey, partOf(view))) as string | null;
    return pipeline === null ? undefined : this.registered(pipeline);
  }

  async roster(scope: Scope): Promise<readonly Enrolled[]> {
    const roster = (await this.db.run(ROSTER, [this.scopeKey(scope)])) as EnrolledColumns[];
    return roster.map(toEnrolled).sort((a, b) => compareText(a.partition, b.partition));
  }

  async head(scope: Scope, partition: PartitionId): Promise<Head> {
    const [fence, commits] = (await this.db.run(HEAD, [this.scopeKey(scope)], [partOf(partition)])) as [string, string];
    return { fence: fence === '' ? undefined : fence, commits: Number(commits) };
  }

  async holder(pipeline: string): Promise<Holder | undefined> {
    const [owner, expires] = (await this.db.run(HOLDER, [this.leaseKey(pipeline)], [LEASE_MAX])) as [string?, string?];
    return owner === undefined ? undefined : { owner, expires: Number(expires) };
  }

  rows(scope: Scope, range: RowRange = {}): AsyncIterable<StoredRow> {
    return rowsIn(this.db, this.scopeKey(scope), scope, range);
  }

  closing(scope: Scope, after: RowPlace | undefined, until: Millis): AsyncIterable<StoredRow> {
    return closingIn(this.db, this.scopeKey(scope), after, until);
  }

  async forgotten(scope: Scope): Promise<RowPlace | undefined> {
    const place = (await this.db.command('HGET', `${this.scopeKey(scope)}:marks`, 'forgotten')) as string | null;
    return place === null ? undefined : placeOf(place);
  }

  async deadLetters(pipeline: string, { limit, after = 0, newest }: LetterPage): Promise<readonly DeadLetter[]> {
    const args = [after, limit, newest ? '1' : '0'];
    const found = await this.db.runForBytes(LETTERS, [this.pipelineKey(pipeline)], args);
    return (found as LetterColumns[]).map(toDeadLetter);
  }

  async forgottenLetters(pipeline: string): Promise<number> {
    return Number(await this.db.run(FORGOTTEN_LETTERS, [this.pipelineKey(pipeline)]));
  }

  async counts(scope: Scope): Promise<Readonly<Record<string, number>>> {
    const found = (await this.db.run(COUNTERS, [this.scopeKey(scope)], [partOf(COUNTS)])) as string[];
    return countsOf(pairs(found).map(([key, value]) => ({ name: COUNTS, key: fromText(key), value })));
  }

  async undelivered(pipeline: string, to: string, limit: number): Promise<readonly Message[]> {
    const found = await this.db.run(MESSAGES, [this.pipelineKey(pipeline)], [partOf(to), limit]);
    return (found as [string, string][]).map(([id, value]) => {
      const [, body = ''] = parted(value);
      return { id: fromText(id), to, body };
    });
  }

  async cells(scope: Scope, partition: PartitionId, name: string): Promise<SavedState['cells']> {
    const key = `${this.scopeKey(scope)}:cells:${joined(partition, name)}`;
    const found = (await this.db.command('HGETALL', key)) as string[];
    return pairs(found).map(([of, value]) => ({ name, key: fromText(of), value }));
  }

  changes(pipeline: string, signal: AbortSignal): AsyncIterable<void> {
    return this.#heard.changes(pipeline, `${this.pipelineKey(pipeline)}:changed`, signal);
  }

  async close(): Promise<void> {
    await this.#heard.close();
    return this.db.close();
  }
}
