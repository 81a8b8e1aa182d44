import type { Keyed } from '../core/key-write.ts';
import { type KeysStore, noNumber, ofPipeline, sorted } from './keys.ts';
import { pairs } from './redis-columns.ts';
import type { Connection } from './redis-connection.ts';
import { script } from './redis-script.ts';

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
    const escaped = pattern.replace(/[[\]\\^-]/g, '\\$&');
    for (let cursor = '0'; ; ) {
      const page = await this.#db.command('SCAN', cursor, 'MATCH', escaped, 'COUNT', SCANNED, 'TYPE', 'string');
      const [next, keys] = page as [string, string[]];
      const own = `${this.#db.address.prefix}:`;
      const others = keys.filter((key) => !key.startsWith(own));
      const values = others.length > 0 ? ((await this.#db.command('MGET', ...others)) as (string | null)[]) : [];
      for (const [i, value] of values.entries()) if (value !== null) found.set(others[i] ?? '', value);
      cursor = next;
      if (cursor === '0') break;
    }
    const all = [...found].map(([key, value]) => ({ key, value }));
    return sorted(all, pattern);
  }

  async put(key: string, value: string): Promise<void> {
    const [done, owner = ''] = (await this.#db.run(PUT, [key, this.#owners], [value])) as string[];
    if (done === 'owned') throw ofPipeline(key, owner);
  }

  async increment(key: string, by: bigint): Promise<string> {
    const [done, told = ''] = (await this.#db.run(INCREMENT, [key, this.#owners], [String(by)])) as string[];
    if (done === 'owned') throw ofPipeline(key, told);
    if (done === 'number') throw noNumber(key, told);
    return told;
  }

  async remove(pattern: string): Promise<number> {
    const found = await this.matching(pattern);
    const keys = [this.#owners, this.#db.address.prefix];
    for (const { key } of found) await this.#db.run(REMOVE, keys, [key]);
    return found.length;
  }

  async removeOf(pipeline: string): Promise<void> {
    for (let cursor = '0'; ; ) {
      const page = await this.#db.command('HSCAN', this.#owners, cursor, 'COUNT', SCANNED);
      const [next, fields] = page as [string, string[]];
      for (const [key, owner] of pairs(fields)) {
        if (owner === pipeline) await this.#db.run(REMOVE, [this.#owners, this.#db.address.prefix], [key]);
      }
      cursor = next;
      if (cursor === '0') return;
    }
  }

  get #owners(): string {
    return ownersKey(this.#db.address.prefix);
  }
}

/** Which pipeline writes which key of other readers. */
export const ownersKey = (prefix: string): string => `${prefix}:owners`;

const PUT = script(
  'writes',
  [],
  `
local owner = redis.call('HGET', KEYS[2], KEYS[1])
if owner and redis.call('EXISTS', KEYS[1]) == 1 then return { 'owned', owner } end
redis.call('HDEL', KEYS[2], KEYS[1])
redis.call('SET', KEYS[1], ARGV[1])
return { 'put' }
`,
);

const INCREMENT = script(
  'writes',
  [],
  `
local owner = redis.call('HGET', KEYS[2], KEYS[1])
local value = redis.call('GET', KEYS[1]) or '0'
if owner and redis.call('EXISTS', KEYS[1]) == 1 then return { 'owned', owner } end
if not string.match(value, '^-?%d+$') then return { 'number', value } end
redis.call('INCRBY', KEYS[1], ARGV[1])
return { 'sum', redis.call('GET', KEYS[1]) }
`,
);

/** The key, and the sum that its pipeline's current version has. */
const REMOVE = script(
  'writes',
  [],
  `
local owners, prefix, key = KEYS[1], KEYS[2], ARGV[1]
local owner = redis.call('HGET', owners, key)
if owner then
  local pipeline = prefix .. ':{' .. owner .. '}'
  local scope = pipeline .. ':' .. (redis.call('HGET', pipeline, 'version') or '')
  redis.call('HDEL', scope .. ':sums', key)
  redis.call('HDEL', scope .. ':fractions', key)
  redis.call('HDEL', owners, key)
end
redis.call('DEL', key)
`,
);
