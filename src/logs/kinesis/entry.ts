import { createHash } from 'node:crypto';
import { encoded, jsonOf } from '../../core/encode.ts';
import { isRecord } from '../../core/record.ts';
import type { Output } from '../../core/sink.ts';
import { blockOf } from '../../market/identity.ts';
import { RECORD_MAX, type WriteOptions } from './write-options.ts';

/** A record as it is put. */
export interface Entry {
  readonly data: Uint8Array;
  readonly key: string;
  /** A hash key of its own, in place of that of the partition key. */
  readonly explicit: string | undefined;
  /** Of what is for all shards: those that have it. */
  readonly told?: Set<string>;
}

/** The most characters that a partition key has. */
export const KEY_MAX = 256;
const HASH_KEYS = 2n ** 128n;

/** The entry of an output; text where it can never be put, which says why. */
export function entryOf({ id, value }: Output<unknown>, options: WriteOptions): Entry | string {
  const data = options.idField === undefined ? encoded(value) : identified(value, options.idField, id);
  const key = keyOf(value, id, data, options);
  const explicit = (options.hashKey as ((value: unknown) => string) | undefined)?.(value);
  if (key === '') return 'its partition key is empty, wanted 1 to 256 characters';
  if (explicit !== undefined && !isHashKey(explicit)) return `its hash key is ${explicit}, wanted 0 to 2^128 - 1`;
  const size = sizeOf({ data, key });
  if (size <= RECORD_MAX) return { data, key, explicit };
  return `it has ${size} bytes with its partition key, wanted ${RECORD_MAX} at most`;
}

/** Bytes, as the service counts them. */
export const sizeOf = ({ data, key }: Pick<Entry, 'data' | 'key'>): number => data.length + Buffer.byteLength(key);

/** Where in the range of hash keys an entry belongs. */
export const hashOf = ({ key, explicit }: Pick<Entry, 'key' | 'explicit'>): bigint =>
  explicit === undefined ? hashKeyOf(key) : BigInt(explicit);

/** The hash key of a partition key. */
export const hashKeyOf = (key: string): bigint => BigInt(`0x${md5(key)}`);

/** A longer key is told apart by its hash. */
function keyOf(value: unknown, id: string, data: Uint8Array, { key = 'random' }: WriteOptions): string {
  const wanted = isRecord(value) && value.key !== undefined ? value.key : keyBy(key, value, id, data);
  return wanted.length <= KEY_MAX ? wanted : md5(wanted);
}

function keyBy(key: NonNullable<WriteOptions['key']>, value: unknown, id: string, data: Uint8Array): string {
  if (typeof key === 'function') return String((key as (value: unknown) => string)(value));
  return key === 'hash' ? md5(data) : (blockOf(value) ?? id);
}

function identified(value: unknown, field: string, id: string): Uint8Array {
  if (isRecord(value)) return value.data;
  const text = jsonOf(value);
  if (!text.startsWith('{')) return Buffer.from(text);
  const head = `{${JSON.stringify(field)}:${JSON.stringify(id)}`;
  return Buffer.from(text === '{}' ? `${head}}` : `${head},${text.slice(1)}`);
}

const isHashKey = (text: string): boolean => /^\d{1,39}$/.test(text) && BigInt(text) < HASH_KEYS;

const md5 = (data: string | Uint8Array): string => createHash('md5').update(data).digest('hex');
