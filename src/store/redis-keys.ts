import { PipelineError } from '../core/errors.ts';
import type { Keyed } from '../core/key-write.ts';
import { globOf, type KeysStore, MATCHING_MAX, ofPipeline, sorted, tooMany } from './keys.ts';
import { INCREMENT, PUT, REMOVE } from './redis-by-hand.ts';
import type { Connection } from './redis-connection.ts';
import { refusedKey } from './redis-refused.ts';

/** Keys that one step of a scan looks at, about. */
const SCANNED = 1_000;

/** The keys of a Redis store: plain texts of its database, as other programs read and write them. */
export class RedisKeys implements KeysStore {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  async matching(pattern: string): Promise<readonly Keyed[]> {
    const found = new Map<string, string>();
    const matches = globOf(pattern);
    // In Redis ? stands for one byte, which is more than some characters have.
    const wider = pattern.replace(/[[\]\\^-]/g, '\\$&').replaceAll('?', '*');
    for (let cursor = '0'; ; ) {
      const page = await this.#db.command('SCAN', cursor, 'MATCH', wider, 'COUNT', SCANNED, 'TYPE', 'string');
      const [next, keys] = page as [string, string[]];
      const own = `${this.#db.address.prefix}:`;
      const others = keys.filter((key) => !key.startsWith(own) && matches(key));
      const values = others.length > 0 ? ((await this.#db.command('MGET', ...others)) as (string | null)[]) : [];
      for (const [i, value] of values.entries()) if (value !== null) found.set(others[i] ?? '', value);
      if (found.size > MATCHING_MAX) throw tooMany(pattern);
      cursor = next;
      if (cursor === '0') break;
    }
    const all = [...found].map(([key, value]) => ({ key, value }));
    return sorted(all, pattern);
  }

  async put(key: string, value: string): Promise<void> {
    this.refuse(key);
    const [done, told = ''] = (await this.#db.run(PUT, [this.owners], [key, value])) as string[];
    if (done !== 'put') throw refusedByHand(done, key, told);
  }

  async increment(key: string, by: bigint): Promise<string> {
    this.refuse(key);
    const [done, told = ''] = (await this.#db.run(INCREMENT, [this.owners], [key, String(by)])) as string[];
    if (done !== 'sum') throw refusedByHand(done, key, told);
    return told;
  }

  async remove(pattern: string): Promise<number> {
    const found = (await this.matching(pattern)).map(({ key }) => key);
    return Number(await this.#db.run(REMOVE, [this.owners], [this.#db.address.prefix, ...found]));
  }

  /** What the store itself keeps is nobody else's to write; and half a character would become another one there. */
  refuse(key: string): void {
    if (!key.isWellFormed()) {
      throw new PipelineError(
        'CONFIG',
        `The key ${JSON.stringify(key)} holds half a character, which Redis cannot keep`,
      );
    }
    const own = `${this.#db.address.prefix}:`;
    if (!key.startsWith(own)) return;
    throw new PipelineError('CONFIG', `The key "${key}" is one of Millrace's own, as all are that begin with ${own}`);
  }

  /** Which pipeline writes which key of other readers. */
  get owners(): string {
    return `${this.#db.address.prefix}:owners`;
  }
}

const refusedByHand = (why: string | undefined, key: string, told: string): PipelineError =>
  why === 'owned' ? ofPipeline(key, told) : refusedKey(why ?? '', key, told);
