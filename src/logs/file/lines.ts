import type { LogRecord } from '../../core/record.ts';

/** A line above this is cut into pieces of this many bytes, so that one endless line cannot fill the memory. */
export const LINE_MAX = 1 << 20;

export const LF = 10;
const CR = 13;

export interface Lines {
  readonly records: readonly LogRecord[];
  /** For each record the offset behind it, its newline included. */
  readonly ends: readonly number[];
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
    if (!isBlank(bytes, start, stop)) {
      records.push({ data: bytes.subarray(start, stop) });
      ends.push(offset + end);
    }
    start = end;
  }
  return { records, ends, end: offset + start };
}

const isBlank = (bytes: Buffer, start: number, stop: number): boolean =>
  stop === start || (stop === start + 1 && bytes[start] === CR);
