import { LF } from '../core/lines.ts';
import type { OpenFile } from '../logs/file/open-file.ts';

const CHUNK = 64 << 10;

/** An offset behind which a file has `n` records at least, if it has as many. Reads backwards, chunk by chunk. */
export async function lastLines(file: OpenFile, n: number): Promise<number> {
  let found = 0;
  let blank = true;
  for (let end = await file.size(); end > 0; end -= CHUNK) {
    const from = Math.max(0, end - CHUNK);
    const bytes = await file.read(from, end - from);
    for (let i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] !== LF) {
        blank &&= isBlank(bytes[i]);
        continue;
      }
      if (!blank && ++found === n) return from + i + 1;
      blank = true;
    }
  }
  return 0;
}

const isBlank = (byte: number | undefined): boolean => byte === 13;
