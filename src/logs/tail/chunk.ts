import type { Handle } from './handle.ts';
import { HEAD, type Mark, markAt, OVERLAP, tailOf } from './mark.ts';
import { LINE_MAX, type Records, recordsOf, type Splitter } from './split.ts';

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
  /** Where the file ends for good; undefined where more can follow. */
  readonly end: number | undefined;
  readonly splitter: Splitter;
}

/** The records behind a mark; undefined where what stands before it is not what was read. */
export async function readChunk(
  handle: Handle,
  { mark, head, chunk, end, splitter }: Reading,
): Promise<Chunk | undefined> {
  const { offset } = mark;
  const overlap = Math.min(offset, OVERLAP);
  for (let length = Math.min(chunk, LINE_MAX); ; length = Math.min(2 * length, LINE_MAX)) {
    const bytes = await handle.read(offset - overlap, overlap + length);
    if (bytes.length < overlap || tailOf(bytes.subarray(0, overlap)) !== mark.tail) return undefined;
    const fresh = bytes.subarray(overlap);
    const atEnd = end !== undefined && fresh.length < length && offset + fresh.length >= end;
    let records = recordsOf(fresh, offset, atEnd, splitter);
    if (records.end === 0 && fresh.length === length) {
      if (length < LINE_MAX) continue;
      records = recordsOf(fresh, offset, true, splitter); // an endless record is cut somewhere
    }
    const start = Buffer.concat([head.subarray(0, offset), fresh.subarray(0, Math.max(0, HEAD - offset))]);
    const markOf = (done: number) => markAt(offset + done, start, bytes.subarray(0, overlap + done));
    return { ...records, head: start, markOf };
  }
}
