/** A line of what is piped in, without its end; only its length where it is too long to be held. */
export interface LineIn {
  /** Counted from 1. */
  readonly number: number;
  readonly length: number;
  readonly data: Buffer | undefined;
}

const LF = 10;
const CR = 13;

/** The lines of a stream of bytes, chunk by chunk, blank ones left out. Of a line above `most` bytes none is held. */
export async function* linesIn(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<readonly LineIn[]> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 1;
  const add = (part: Buffer) => {
    length += part.length;
    if (length > most) parts = [];
    else parts.push(part);
  };
  const take = (): LineIn[] => {
    const line = { number: number++, length, data: length > most ? undefined : withoutCr(Buffer.concat(parts)) };
    parts = [];
    length = 0;
    return line.data?.length === 0 ? [] : [line];
  };
  for await (const chunk of chunks) {
    const lines: LineIn[] = [];
    let from = 0;
    for (let lf = chunk.indexOf(LF); lf !== -1; lf = chunk.indexOf(LF, from)) {
      add(chunk.subarray(from, lf));
      lines.push(...take());
      from = lf + 1;
    }
    add(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield take();
}

const withoutCr = (line: Buffer): Buffer => (line.at(-1) === CR ? line.subarray(0, -1) : line);
