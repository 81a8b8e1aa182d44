import { encoded, jsonOf } from '../../core/encode.ts';
import { messageOf } from '../../core/errors.ts';
import { isRecord } from '../../core/record.ts';
import type { Output, Refused } from '../../core/sink.ts';
import { blockOf, isForAll } from '../../market/identity.ts';
import { hashKeyOf, isHashKey, md5 } from './hash-key.ts';
import { RECORD_MAX, type WriteOptions } from './write-options.ts';

/** A record as it is put. */
export interface Entry {
  readonly data: Uint8Array;
  readonly key: string;
  /** A hash key of its own, in place of that of the partition key. */
  readonly explicit: string | undefined;
  /** None of its key that comes later may be there before it. */
  readonly inOrder: boolean;
  /** Of what is for all shards: those that have it. */
  readonly told?: Set<string>;
}

/** An entry with what else its request knows of it. */
export interface Put {
  readonly entry: Entry;
}

/** Why an output can never be put. */
export type Refusal = Omit<Refused, 'index'>;

/** The most characters that a partition key has. */
export const KEY_MAX = 256;
const OPEN = '{'.charCodeAt(0);

/** The entry of an output; or why there can be none, so that one output stops nobody. */
export function entryOf({ id, value }: Output<unknown>, options: WriteOptions): Entry | Refusal {
  try {
    const data = options.idField === undefined ? encoded(value) : identified(value, options.idField, id);
    const payload = payloadOf(value);
    // What is for all shards is no trade: it has not what functions look for.
    const forAll = isForAll(payload);
    const own = forAll ? id : keyOf(value, options);
    const key = shortened(own ?? (options.key === 'hash' ? md5(data) : (blockOf(payload) ?? id)));
    const explicit = forAll ? undefined : explicitOf(value, options);
    const size = sizeOf({ data, key });
    if (size > RECORD_MAX) {
      const detail = `it has ${size} bytes with its partition key, wanted ${RECORD_MAX} at most`;
      return { reason: 'oversize', detail };
    }
    const entry = { data, key, explicit, inOrder: options.inOrder ?? false };
    return forAll ? { ...entry, told: new Set() } : entry;
  } catch (thrown) {
    return { reason: 'failed', detail: messageOf(thrown) };
  }
}

/** Bytes, as the service counts them. */
export const sizeOf = ({ data, key }: Pick<Entry, 'data' | 'key'>): number => data.length + Buffer.byteLength(key);

/** Where in the range of hash keys an entry belongs. */
export const hashOf = ({ key, explicit }: Pick<Entry, 'key' | 'explicit'>): bigint =>
  explicit === undefined ? hashKeyOf(key) : BigInt(explicit);

/** The key that the output itself or a function says. */
function keyOf(value: unknown, { key: by }: WriteOptions): string | undefined {
  const own = isRecord(value) ? value.key : undefined;
  const key: unknown = own ?? (typeof by === 'function' ? (by as (value: unknown) => unknown)(value) : undefined);
  if (key === undefined && typeof by !== 'function') return undefined;
  const text = typeof key === 'number' ? String(key) : key;
  if (typeof text !== 'string' || text === '') {
    throw new Error(`its partition key is ${text === '' ? 'empty' : text}, wanted 1 to ${KEY_MAX} characters`);
  }
  return text;
}

function explicitOf(value: unknown, { hashKey }: WriteOptions): string | undefined {
  const explicit: unknown = (hashKey as ((value: unknown) => unknown) | undefined)?.(value);
  if (explicit === undefined && hashKey === undefined) return undefined;
  if (typeof explicit === 'string' && isHashKey(explicit)) return explicit;
  throw new Error(`its hash key is ${explicit}, wanted 0 to 2^128 - 1 as text`);
}

/** What a value tells of itself. One that came from a log without a key is looked into; one with a key is as it is. */
function payloadOf(value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (value.key !== undefined || value.data[0] !== OPEN) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(value.data));
  } catch {
    return undefined; // no JSON: nothing that we know
  }
}

function identified(value: unknown, field: string, id: string): Uint8Array {
  if (isRecord(value)) return value.data;
  if (typeof value === 'object' && value !== null && field in value) {
    throw new Error(`it has a field ${field} already, wanted none of the name of idField`);
  }
  const text = jsonOf(value);
  if (!text.startsWith('{')) return Buffer.from(text);
  const head = `{${JSON.stringify(field)}:${JSON.stringify(id)}`;
  return Buffer.from(text === '{}' ? `${head}}` : `${head},${text.slice(1)}`);
}

/** A longer key than there may be is told apart by its hash. */
const shortened = (key: string): string => (key.length <= KEY_MAX ? key : md5(key));
