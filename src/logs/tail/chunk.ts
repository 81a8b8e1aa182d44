import { LF } from '../../core/lines.ts';
import type { Handle } from './handle.ts';
import { HEAD, headOf, type Mark, markAt, OVERLAP, tailOf } from './mark.ts';
import { type Records, recordsOf, type Splitter } from './split.ts';

/** What was read of a file at once. */
export interface Chunk extends Records {
  /** The file's first 1 KiB, as far as that was read. */
  readonly head: Buffer;
  /** The mark behind so many of the bytes. */
  markOf(end: number): Mark;
}

/** Where a file was read up to, and how it is read on. */
export interface Reading {
  readonly mark: Mark;
  readonly head: Buffer;
  /** Bytes to read at once; more where no record ends among them. */
  readonly chunk: number;
  /** Bytes of the longest record. */
  readonly longest: number;
  /** Where the file ends for good; undefined where more can follow. */
  readonly end: number | undefined;
  readonly splitter: Splitter;
}

/** The records behind a mark; undefined where what stands before it is not what was read. */
export async function readChunk(
  handle: Handle,
  { mark, head, chunk, longest, end, splitter }: Reading,
): Promise<Chunk | undefined> {
  const { offset } = mark;
  const overlap = Math.min(offset, OVERLAP);
  for (let length = Math.min(chunk, longest); ; length = Math.min(2 * length, longest)) {
    const bytes = await handle.read(offset - overlap, overlap + length);
    if (bytes.length < overlap || tailOf(bytes.subarray(0, overlap)) !== mark.tail) return undefined;
    // Once more behind the data: what was there before may have been truncated, and written anew, amid the reading.
    if (tailOf(await handle.read(offset - overlap, overlap)) !== mark.tail) return undefined;
    const fresh = bytes.subarray(overlap);
    const atEnd = end !== undefined && fresh.length < length && offset + fresh.length >= end;
    const amid = await isAmid(handle, offset, bytes.subarray(0, overlap), longest);
    let records = recordsOf(fresh, { offset, atEnd, amid, longest }, splitter);
    if (records.end === 0 && fresh.length === length) {
      if (length < longest) continue;
      // An endless record is cut somewhere.
      records = recordsOf(fresh, { offset, atEnd: true, amid, longest }, splitter);
    }
    const start = Buffer.concat([head.subarray(0, offset), fresh.subarray(0, Math.max(0, HEAD - offset))]);
    return { ...records, head: start, markOf: marksIn(bytes, overlap, offset, start) };
  }
}

function marksIn(bytes: Buffer, overlap: number, offset: number, start: Buffer): Chunk['markOf'] {
  let whole: string | undefined; // many are asked for, and behind the first 1 KiB all begin alike
  return (done) => {
    const at = offset + done;
    if (at >= HEAD) whole ??= headOf(start.subarray(0, HEAD));
    return markAt(at, at >= HEAD && whole ? whole : start, bytes.subarray(0, overlap + done));
  };
}

/** Whether there is no line end in all that a record can have: then the line before was cut, and not torn. */
async function isAmid(handle: Handle, offset: number, before: Buffer, longest: number): Promise<boolean> {
  if (offset < longest || before.includes(LF)) return false;
  return !(await handle.read(offset - longest, longest)).includes(LF);
}
