import type { LogRecord } from '../core/record.ts';
import { fieldsIn, unframed } from '../market/frame.ts';
import { blockOf, isForAll } from '../market/identity.ts';

/** A record of the log, and where its producer would put it: into every partition, or to where its key lies. */
export interface Entry {
  readonly record: LogRecord;
  /** In [0, 1); undefined for a tick, which goes everywhere. */
  readonly place: number | undefined;
}

/**
 * A trade goes with its block of ids, as a producer's random key puts it; what is none with its own bytes. So the same
 * record, put twice, comes to the same partition. `ticks`: whether they go everywhere.
 */
export function entryOf(record: LogRecord, ticks: boolean): Entry {
  const text = new TextDecoder().decode(record.data);
  const payload = unframed(fieldsIn(text));
  return { record, place: ticks && isForAll(payload) ? undefined : hashOf(blockOf(payload) ?? text) };
}

/** FNV-1a, mixed once more so that keys that differ in their last digit lie apart, as a fraction of one. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
