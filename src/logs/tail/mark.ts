import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** How much of a file's beginning tells it from others. */
export const HEAD = 1024;
/** How much before an offset is looked at again. */
export const OVERLAP = 64;

/**
 * Up to where a file was read, and what stood there: a file that has something else there by now was truncated, or is
 * another one. What the hashes are made of follows from the offset, so that it is the same in every reading.
 */
export interface Mark {
  readonly offset: number;
  /** Of the first 1 KiB, or of what is before the offset where that is less. */
  readonly head: string;
  /** Of the 64 bytes before the offset. */
  readonly tail: string;
}

/** What was not read yet. */
export const START: Mark = { offset: 0, head: '', tail: '' };

/** `head` holds the beginning of the file, 1 KiB or up to the offset, or is its hash; `before` ends at the offset. */
export function markAt(offset: number, head: Uint8Array | string, before: Uint8Array): Mark {
  if (offset === 0) return START;
  return {
    offset,
    head: typeof head === 'string' ? head : headOf(head.subarray(0, Math.min(offset, HEAD))),
    tail: tailOf(before.subarray(before.length - Math.min(offset, OVERLAP))),
  };
}

export const headOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url').slice(0, 12);

export const tailOf = (bytes: Uint8Array): string => (bytes.length === 0 ? '' : crc32(bytes).toString(36));

export const isSame = (a: Mark, b: Mark): boolean => a.offset === b.offset && a.head === b.head && a.tail === b.tail;
