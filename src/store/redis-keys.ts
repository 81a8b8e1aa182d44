import { PipelineError } from '../core/errors.ts';
import type { Keyed } from '../core/key-write.ts';
import { type KeysStore, ofPipeline, sorted } from './keys.ts';
import { pairs } from './redis-columns.ts';
import type { Connection } from './redis-connection.ts';
import { refusedKey } from './redis-refused.ts';
import { script } from './redis-script.ts';
import { SUMS } from './redis-sums.ts';

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
    this.refuseOwn(key);
    const [done, told = ''] = (await this.#db.run(PUT, [this.#owners, key], [value])) as string[];
    if (done !== 'put') throw refusedByHand(done, key, told);
  }

  async increment(key: string, by: bigint): Promise<string> {
    this.refuseOwn(key);
    const [done, told = ''] = (await this.#db.run(INCREMENT, [this.#owners, key], [String(by)])) as string[];
    if (done !== 'sum') throw refusedByHand(done, key, told);
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

  /** What the store itself keeps is nobody else's to write. */
  refuseOwn(key: string): void {
    const own = `${this.#db.address.prefix}:`;
    if (!key.startsWith(own)) return;
    throw new PipelineError('CONFIG', `The key "${key}" is one of Millrace's own, as all are that begin with ${own}`);
  }

  get #owners(): string {
    return ownersKey(this.#db.address.prefix);
  }
}

/** Which pipeline writes which key of other readers. */
export const ownersKey = (prefix: string): string => `${prefix}:owners`;

const refusedByHand = (why: string | undefined, key: string, told: string): PipelineError =>
  why === 'owned' ? ofPipeline(key, told) : refusedKey(why ?? '', key, told);

/** Nobody changes by hand what a pipeline writes, or what is no text. */
const BY_HAND = `
local owners, key = KEYS[1], KEYS[2]
local function refusedByHand()
  local wrong = forbidden('TYPE', key) or forbidden('GET', key) or forbidden('SET', key)
  if wrong then return wrong end
  local owner, kind = redis.call('HGET', owners, key), redis.call('TYPE', key).ok
  if owner and kind ~= 'none' then return { 'owned', owner } end
  if kind ~= 'none' and kind ~= 'string' then return { 'kind', kind } end
end`;

const PUT = script(
  'writes',
  [BY_HAND],
  `
local wrong = refusedByHand()
if wrong then return wrong end
redis.call('HDEL', owners, key)
redis.call('SET', key, ARGV[1])
return { 'put' }
`,
);

const INCREMENT = script(
  'writes',
  [SUMS, BY_HAND],
  `
local wrong = refusedByHand()
if wrong then return wrong end
local value = redis.call('GET', key) or '0'
local high, low, part = standingSum(value)
if not high or string.find(value, '.', 1, true) then return { 'number', value } end
local more, less = sumOf(ARGV[1])
high, low = carried(high + more, low + less, 0)
value = printed(high, low, 0)
if isTooLarge(high, low, 0) then return { 'large', value } end
redis.call('SET', key, value, 'KEEPTTL')
return { 'sum', value }
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
