import { isBlank, LF } from '../../core/lines.ts';

/** The next lines of a file, and what they make. */
export interface Cut {
  /** How many lines it takes: one at least. */
  readonly lines: number;
  /** The record that they make; left out where they make none. */
  readonly data?: Uint8Array;
}

/**
 * Makes records of the lines, without their newlines, that stand in a file from `offset` on, where a record begins.
 * What it leaves is given again, with more behind it; `atEnd` says that nothing can follow. What it leaves
 * even then waits until something follows after all. It must be pure, and must cut what it cuts in the same way however
 * many lines it is given: positions are offsets alone. `amid`: the first line goes on from a piece of one that was
 * longer than the longest record.
 */
export type Splitter = (lines: readonly Uint8Array[], atEnd: boolean, offset: number, amid: boolean) => readonly Cut[];

/** Each line is a record, unless it is blank. */
export const eachLine: Splitter = (lines) => lines.map((data) => (isBlank(data) ? { lines: 1 } : { lines: 1, data }));

export interface Records {
  readonly data: readonly Uint8Array[];
  /** For each record how many of the bytes are done with behind it. */
  readonly ends: readonly number[];
  /** How many bytes are done with. */
  readonly end: number;
}

/** Bytes as they stand in a file. */
export interface Stretch {
  readonly offset: number;
  /** Nothing can follow. */
  readonly atEnd: boolean;
  /** It begins amid a line that was longer than the longest record. */
  readonly amid: boolean;
  /** A longer line is cut into pieces of so many bytes, so that one endless line cannot fill the memory. */
  readonly longest: number;
}

/** Cuts bytes into records. A torn last line is one only `atEnd`. */
export function recordsOf(bytes: Buffer, { offset, atEnd, amid, longest }: Stretch, splitter: Splitter): Records {
  const { lines, ends } = linesOf(bytes, atEnd, longest);
  const data: Uint8Array[] = [];
  const behind: number[] = [];
  let taken = 0;
  for (const cut of splitter(lines, atEnd, offset, amid)) {
    if (!Number.isSafeInteger(cut.lines) || cut.lines < 1 || taken + cut.lines > lines.length) {
      throw new RangeError(`A splitter took ${cut.lines} of ${lines.length - taken} lines; it must take one at least`);
    }
    taken += cut.lines;
    if (!cut.data) continue;
    data.push(cut.data);
    behind.push(ends[taken - 1] ?? 0);
  }
  return { data, ends: behind, end: ends[taken - 1] ?? 0 };
}

function linesOf(bytes: Buffer, atEnd: boolean, longest: number): { lines: Uint8Array[]; ends: number[] } {
  const lines: Uint8Array[] = [];
  const ends: number[] = [];
  for (let start = 0; start < bytes.length; start = ends.at(-1) ?? 0) {
    const newline = bytes.indexOf(LF, start);
    if (newline === -1 && !atEnd && bytes.length - start < longest) break;
    const stop = Math.min(newline === -1 ? bytes.length : newline, start + longest);
    lines.push(bytes.subarray(start, stop));
    ends.push(stop === newline && stop - start < longest ? stop + 1 : stop);
  }
  return { lines, ends };
}
