import { crc32 } from 'node:zlib';
import { Slice } from '../../core/record.ts';

/** A line above this is cut into pieces of this many bytes, so that one endless line cannot fill the memory. */
export const LINE_MAX = 1 << 20;

export const LF = 10;
const CR = 13;
/** How much of a record's end tells whether a place in a file is still the place that it was. */
const TAIL_MAX = 64;

export interface Lines {
  readonly records: readonly Slice[];
  /** The offset behind record `i`, its newline included; undefined where there is no such record. */
  readonly endOf: (i: number) => number | undefined;
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
  const records: Slice[] = [];
  let start = 0;
  while (start < bytes.length && records.length < most) {
    const newline = bytes.indexOf(LF, start);
    if (newline === -1 && !over && bytes.length - start < LINE_MAX) break;
    const stop = Math.min(newline === -1 ? bytes.length : newline, start + LINE_MAX);
    const blank = stop === start || (stop - start === 1 && bytes[start] === CR);
    if (!blank) records.push(new Slice(bytes, start, stop));
    start = behind(bytes, start, stop);
  }
  const end = (i: number): number | undefined => {
    const record = records[i];
    return record && behind(bytes, record.from, record.to);
  };
  const checkAt = (i: number): string => {
    const length = (records[i]?.data.length ?? 0) + 1; // and its newline, if that belongs to it
    const stop = end(i) ?? 0;
    return checkOf(bytes.subarray(Math.max(0, stop - Math.min(length, TAIL_MAX)), stop));
  };
  const endOf = (i: number): number | undefined => {
    const stop = end(i);
    return stop === undefined ? undefined : offset + stop;
  };
  return { records, endOf, checkAt, end: offset + start };
}

/** Where a line ends, its newline included, if that belongs to it. */
const behind = (bytes: Buffer, start: number, stop: number): number =>
  stop - start < LINE_MAX && bytes[stop] === LF ? stop + 1 : stop;

export const isBlank = (line: Uint8Array): boolean => line.length === 0 || (line.length === 1 && line[0] === CR);

/** Tells bytes from others: how many there are, and their CRC-32. */
export const checkOf = (tail: Uint8Array): string => `${tail.length}.${crc32(tail).toString(36)}`;

/** How many bytes a check was made of. */
export const lengthOf = (check: string): number => Number.parseInt(check, 10);
