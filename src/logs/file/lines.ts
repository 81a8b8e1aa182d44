import { crc32 } from 'node:zlib';
import type { LogRecord } from '../../core/record.ts';

/** A line above this is cut into pieces of this many bytes, so that one endless line cannot fill the memory. */
export const LINE_MAX = 1 << 20;

export const LF = 10;
const CR = 13;
/** How much of a record's end tells whether a place in a file is still the place that it was. */
const TAIL_MAX = 64;

export interface Lines {
  readonly records: readonly LogRecord[];
  /** For each record the offset behind it, its newline included. */
  readonly ends: readonly number[];
  /** The check of the place behind record `i`. */
  readonly checkAt: (i: number) => string;
  /** The offset behind what is done with; what follows is the beginning of a line. */
  readonly end: number;
}

/**
 * Cuts the bytes that a file has at `offset`, where a line begins, into records: `most` of them at most. Blank lines
 * are no records. The CR of a CRLF stays in the record. What stands behind the last newline is a record only when
 * `over` says that nothing can follow it.
 *
 * The records share the bytes. Where a line is cut does not depend on how much of it is there already, so that
 * positions are the same in every reading.
 */
export function cutLines(bytes: Buffer, offset: number, over: boolean, most: number): Lines {
  const records: LogRecord[] = [];
  const ends: number[] = [];
  let start = 0;
  while (start < bytes.length && records.length < most) {
    const newline = bytes.indexOf(LF, start);
    if (newline === -1 && !over && bytes.length - start < LINE_MAX) break;
    const stop = Math.min(newline === -1 ? bytes.length : newline, start + LINE_MAX);
    const end = stop === newline && stop - start < LINE_MAX ? stop + 1 : stop;
    if (!isBlank(bytes.subarray(start, stop))) {
      records.push({ data: bytes.subarray(start, stop) });
      ends.push(offset + end);
    }
    start = end;
  }
  const checkAt = (i: number): string => {
    const end = (ends[i] ?? offset) - offset;
    const length = (records[i]?.data.length ?? 0) + 1; // and its newline, if that belongs to it
    return checkOf(bytes.subarray(Math.max(0, end - Math.min(length, TAIL_MAX)), end));
  };
  return { records, ends, checkAt, end: offset + start };
}

export const isBlank = (line: Uint8Array): boolean => line.length === 0 || (line.length === 1 && line[0] === CR);

/** Tells bytes from others: how many there are, and their CRC-32. */
export const checkOf = (tail: Uint8Array): string => `${tail.length}.${crc32(tail).toString(36)}`;

/** How many bytes a check was made of. */
export const lengthOf = (check: string): number => Number.parseInt(check, 10);
