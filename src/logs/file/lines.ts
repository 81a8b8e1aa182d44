import { crc32 } from 'node:zlib';
import { isBlank, LF, LINE_MAX, Lines } from '../../core/lines.ts';
import type { Pool } from '../../core/pool.ts';

/** How much of a record's end tells whether a place in a file is still the place that it was. */
const TAIL_MAX = 64;

type Bytes = Buffer<ArrayBuffer>;

/** Bytes of a file, of which some lines are complete. */
export interface Chunk {
  readonly lines: Lines;
  /** The place behind the last record; undefined where there is none. */
  readonly last: Mark | undefined;
  /** The place behind record `i`. */
  readonly markOf: (i: number) => Mark;
  /** The offset behind what is done with; what follows is the beginning of a line. */
  readonly end: number;
}

/** A place behind a record. */
export interface Mark {
  /** Its newline included. */
  readonly offset: number;
  /** Of what stands before it, see `checkOf`. */
  readonly check: string;
}

/**
 * The records among the bytes that a file has at `offset`, where a line begins: `most` of them at most. What stands
 * behind the last newline is a record only when `over` says that nothing can follow it.
 *
 * Where a line is cut does not depend on how much of it is there already, so that positions are the same in every
 * reading. `pool`: see `Lines`.
 */
export function chunkOf(bytes: Bytes, offset: number, over: boolean, most: number, pool?: Pool): Chunk {
  const end = within(bytes, over ? bytes.length : wholeOf(bytes), most);
  const lines = new Lines(bytes.subarray(0, end), pool);
  const mark = (start: number, stop: number): Mark => {
    const from = bytes[stop - 1] === LF ? start : Math.max(0, start - 1); // the byte before it, for want of a newline
    return { offset: offset + stop, check: checkOf(bytes.subarray(Math.max(from, stop - TAIL_MAX), stop)) };
  };
  const markOf = (i: number): Mark => mark(...lines.place(i));
  const last = lastOf(lines);
  return { lines, last: last && mark(...last), markOf, end: offset + end };
}

/** How many bytes are of lines that are complete, or as long as a line can be. */
function wholeOf(bytes: Buffer): number {
  const whole = bytes.lastIndexOf(LF) + 1;
  return bytes.length - ((bytes.length - whole) % LINE_MAX);
}

/** How many of `length` bytes the first `most` records are. */
function within(bytes: Bytes, length: number, most: number): number {
  if (most === Number.POSITIVE_INFINITY) return length;
  const lines = new Lines(bytes.subarray(0, length));
  while (lines.found < most && lines.next());
  return lines.found < most ? length : lines.at;
}

/** Where the last record begins and ends: looked for from behind, so that the others need not be found for it. */
function lastOf(lines: Lines): readonly [start: number, stop: number] | undefined {
  const { bytes } = lines;
  if (bytes.length >= LINE_MAX) return lines.length === 0 ? undefined : lines.place(lines.length - 1);
  for (let stop = bytes.length; stop > 0; ) {
    const newline = bytes[stop - 1] === LF ? stop - 1 : stop;
    const start = newline === 0 ? 0 : bytes.lastIndexOf(LF, newline - 1) + 1;
    if (!isBlank(bytes, start, newline)) return [start, stop];
    stop = start;
  }
  return undefined;
}

/** Tells bytes from others: how many there are, and their CRC-32. */
export const checkOf = (tail: Uint8Array): string => `${tail.length}.${crc32(tail).toString(36)}`;

/** How many bytes a check was made of. */
export const lengthOf = (check: string): number => Number.parseInt(check, 10);
