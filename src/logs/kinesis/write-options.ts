import { PipelineError } from '../../core/errors.ts';

/** How what is written is keyed and packed. */
export interface WriteOptions {
  /**
   * The partition key, which decides the shard. `random` (the default) spreads evenly, and by no chance: trades by
   * blocks of 64 ids of a symbol, so that one that is put twice comes to one shard; anything else by the id of the
   * output, the same each time it is written. `hash`: the MD5 of the data. A function of the value, such as its symbol:
   * all of one key in one shard, in order. A record of another log keeps the key that it has.
   */
  readonly key?: 'random' | 'hash' | ((value: never) => string);
  /** The hash key in place of that of the partition key: a whole number below 2^128, as text. */
  readonly hashKey?: (value: never) => string;
  /** The field in which each JSON object is given its output's id, by which a reader knows a repetition. */
  readonly idField?: string;
  /** Packs JSON objects of one partition key into one record, a line each, up to so many bytes. */
  readonly pack?: number;
  /** Told of each request what became of it; for whoever counts. */
  readonly onPut?: (told: Told) => void;
}

/** What became of a request: how many records, of how many bytes, were put, and how many were not. */
export interface Told {
  readonly records: number;
  readonly bytes: number;
  readonly failed: number;
  /** False where the whole request failed. */
  readonly answered: boolean;
}

/** Bytes of a record, its partition key included. */
export const RECORD_MAX = 1 << 20;

/** Throws for options that cannot be right. */
export function checkWrite(stream: string, { key = 'random', hashKey, idField, pack }: WriteOptions): void {
  const refuse = (what: string) => new PipelineError('CONFIG', `The stream ${stream}: ${what}.`);
  if (typeof key !== 'function' && !['random', 'hash'].includes(key)) {
    throw refuse(`key is ${JSON.stringify(key)}; it must be 'random', 'hash' or a function of the value`);
  }
  if (hashKey !== undefined && typeof hashKey !== 'function') throw refuse('hashKey must be a function of the value');
  if (idField === '') throw refuse('idField is empty; it must be the name of a field');
  if (pack !== undefined && !(Number.isSafeInteger(pack) && pack > 0 && pack <= RECORD_MAX)) {
    throw refuse(`pack is ${pack}; it must be a whole number of bytes from 1 to ${RECORD_MAX}`);
  }
}
