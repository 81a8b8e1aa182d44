import type { PartitionId } from '../core/record.ts';
import { byClosing, compareText, type RowPlace } from '../core/row.ts';
import { COUNTS as COUNTS_CELL, countsOf, type SavedState } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import { forgottenMeanwhile } from './forgotten.ts';
import { type EnrolledColumns, pairs, toEnrolled } from './redis-columns.ts';
import { Connection } from './redis-connection.ts';
import { Heard } from './redis-heard.ts';
import { behindPlace, DIGITS, digitsOf, joined, listed, parted, partOf, placeOf, unlisted } from './redis-member.ts';
import { COUNTS, LETTERS, MESSAGES, ROWS } from './redis-pages.ts';
import { storedRow } from './redis-row.ts';
import { ROSTER } from './redis-tasks.ts';
import type { DeadLetter, Enrolled, Message, Registered, RowRange, Scope, StoredRow, StoreReader } from './store.ts';
import { fromText } from './text.ts';

/** Rows are read in pages of so many: a slow consumer holds nothing up, and not much memory. */
const PAGE = 500;

/** Opens a Redis store for reading only. */
export const redisReader = async (url: string): Promise<StoreReader> => new RedisReader(await Connection.open(url));

/** The reading half of a Redis store. Each answer is from one moment. */
export class RedisReader implements StoreReader {
  protected readonly db: Connection;
  readonly #heard: Heard;

  constructor(connection: Connection) {
    this.db = connection;
    this.#heard = new Heard(connection);
  }

  /** All keys of a pipeline, in one slot. */
  protected pipelineKey(pipeline: string): string {
    return `${this.db.address.prefix}:{${pipeline}}`;
  }

  protected scopeKey({ pipeline, version }: Scope): string {
    return `${this.pipelineKey(pipeline)}:${version}`;
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

  rows(scope: Scope, { from = -Infinity, to = Infinity, key }: RowRange = {}): AsyncIterable<StoredRow> {
    const of = key === undefined ? '' : listed([key]);
    return this.#paged(scope, { order: 'starting', skip: 0, from: `[${digitsOf(from)}`, to: `(${digitsOf(to)}`, of });
  }

  closing(scope: Scope, after: RowPlace | undefined, until: Millis): AsyncIterable<StoredRow> {
    const from = after ? `[${behindPlace(after)}` : '-';
    // Behind all digits there are.
    return this.#paged(scope, { order: 'closing', skip: DIGITS, from, to: `(${digitsOf(until)}g`, of: '' });
  }

  async *#paged(scope: Scope, { order, skip, from, to, of }: Range): AsyncGenerator<StoredRow> {
    let last: StoredRow | undefined;
    for (let at = from; ; ) {
      const [found, gone, end] = (await this.db.run(
        ROWS,
        [this.scopeKey(scope)],
        [order, skip, at, to, of, PAGE],
      )) as Page;
      if (order === 'starting' && last && gone !== '' && byClosing(last, placeOf(gone)) <= 0)
        throw forgottenMeanwhile(scope);
      for (let i = 0; i < found.length; i += 2) {
        last = storedRow(found[i] ?? '', found[i + 1] ?? '');
        yield last;
      }
      if (end === '') return;
      at = `(${end}`;
    }
  }

  async forgotten(scope: Scope): Promise<RowPlace | undefined> {
    const place = (await this.db.command('GET', `${this.scopeKey(scope)}:forgotten`)) as string | null;
    return place === null ? undefined : placeOf(place);
  }

  async deadLetters(
    pipeline: string,
    { limit, after = 0 }: { readonly limit: number; readonly after?: number | undefined },
  ): Promise<readonly DeadLetter[]> {
    const found = await this.db.runForBytes(LETTERS, [this.pipelineKey(pipeline)], [after, limit]);
    return (found as (readonly [Buffer, Buffer, Buffer, Buffer])[]).map(([number, id, about, data]) => ({
      ...(JSON.parse(String(about)) as Omit<DeadLetter, 'number' | 'id' | 'data'>),
      number: Number(number),
      id: fromText(String(id)),
      data: new Uint8Array(data),
    }));
  }

  async counts(scope: Scope): Promise<Readonly<Record<string, number>>> {
    const found = (await this.db.run(COUNTS, [this.scopeKey(scope)], [partOf(COUNTS_CELL)])) as string[];
    return countsOf(pairs(found).map(([key, value]) => ({ name: COUNTS_CELL, key: fromText(key), value })));
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

interface Range {
  readonly order: 'starting' | 'closing';
  readonly skip: number;
  readonly from: string;
  readonly to: string;
  readonly of: string;
}

type Page = readonly [rows: readonly string[], forgotten: string, end: string];
