import { PipelineError } from '../../core/errors.ts';
import type { Watch } from './put-request.ts';

/** How what is written is keyed and packed. */
export interface WriteOptions {
  /**
   * The partition key, which decides the shard. `random` (the default) spreads evenly, and by no chance: trades by
   * blocks of 64 ids of a symbol, so that one that is put twice comes to one shard; anything else by the id of the
   * output, the same each time it is written. `hash`: the MD5 of the data. A function of the value, such as its symbol:
   * all of one key in one shard, and see `inOrder`. A record of another log keeps the key that it has, and its shard,
   * whatever it is; one that has none is keyed by what it holds.
   */
  readonly key?: 'random' | 'hash' | ((value: never) => string);
  /** The hash key in place of that of the partition key: a whole number below 2^128, as text. */
  readonly hashKey?: (value: never) => string;
  /** The field in which each JSON object is given its output's id, by which a reader knows a repetition. */
  readonly idField?: string;
  /** Packs JSON objects of one partition key into one record, a line each, up to so many bytes; `true`: 25,000. */
  readonly pack?: number | true;
  /**
   * One key's records come in order whatever fails, each when the one before is there: so few a second that they are to
   * be packed, too. Without it one may come before another of the same request, some 0.1 s out of order as a rule.
   */
  readonly inOrder?: boolean;
  /** The most that one request puts: 500 records and 5 MiB, which is what the service takes, or less. */
  readonly request?: { readonly records?: number; readonly bytes?: number };
  /** Told of each request, for whoever counts. */
  readonly watch?: Watch;
}

/** What one PutRecords takes: records, and bytes with their partition keys. */
export const REQUEST_MAX = { records: 500, bytes: 5 << 20 };

/** Bytes of a record, its partition key included. */
export const RECORD_MAX = 1 << 20;

/** Throws for options that cannot be right. */
export function checkWrite(
  stream: string,
  { key = 'random', hashKey, idField, pack = true, request }: WriteOptions,
): void {
  const refuse = (what: string) => new PipelineError('CONFIG', `The stream ${stream}: ${what}.`);
  if (typeof key !== 'function' && !['random', 'hash'].includes(key)) {
    throw refuse(`key is ${JSON.stringify(key)}; it must be 'random', 'hash' or a function of the value`);
  }
  if (hashKey !== undefined && typeof hashKey !== 'function') throw refuse('hashKey must be a function of the value');
  if (idField === '') throw refuse('idField is empty; it must be the name of a field');
  if (pack !== true && !(Number.isSafeInteger(pack) && pack > 0 && pack <= RECORD_MAX)) {
    throw refuse(`pack is ${pack}; it must be true or a whole number of bytes from 1 to ${RECORD_MAX}`);
  }
  for (const [what, most] of Object.entries(REQUEST_MAX)) {
    const value = { ...REQUEST_MAX, ...request }[what as keyof typeof REQUEST_MAX];
    if (Number.isSafeInteger(value) && value > 0 && value <= most) continue;
    throw refuse(`request.${what} is ${value}; it must be a whole number from 1 to ${most}`);
  }
}
