import { type Entry, sizeOf } from './entry.ts';

/** Bytes that the service charges as one: larger records cost as much as several. */
export const PACK = 25_000;

const LF = 10;
const [OPEN, CLOSE] = ['{', '}'].map((brace) => brace.charCodeAt(0));

/**
 * Entries of one key joined into records of `most` bytes, a line each, in their order; a record stands where its first
 * entry stood. What is for all shards ends every record that is being filled: nothing is put in front of it any more.
 * Only what is taken apart again when it is read, JSON objects, is joined.
 */
export function packed(entries: readonly Entry[], most: number): readonly Entry[] {
  const out: Entry[][] = [];
  const filling = new Map<string, { readonly pack: Entry[]; bytes: number }>();
  for (const entry of entries) {
    if (entry.told) filling.clear();
    const of = `${entry.explicit ?? ''}/${entry.key}`;
    const open = filling.get(of);
    const joins = !entry.told && isObject(entry.data);
    if (open && joins && open.bytes + 1 + entry.data.length <= most) {
      open.pack.push(entry);
      open.bytes += 1 + entry.data.length;
    } else {
      const pack = [entry];
      out.push(pack);
      if (joins) filling.set(of, { pack, bytes: sizeOf(entry) });
      else filling.delete(of);
    }
  }
  return out.map(joined);
}

/**
 * The objects of a record that holds several, one a line, as one that was packed does; undefined for any other record.
 * It is told by its content alone, so that whatever else is written there, a record is always taken apart in one way.
 */
export function unpackedLines(data: Uint8Array): readonly Uint8Array[] | undefined {
  if (data[0] !== OPEN || data.indexOf(LF) === -1) return undefined;
  const lines: Uint8Array[] = [];
  for (let from = 0; from < data.length; ) {
    const newline = data.indexOf(LF, from);
    const to = newline === -1 ? data.length : newline;
    if (to - from < 2 || data[from] !== OPEN || data[to - 1] !== CLOSE) return undefined;
    lines.push(data.subarray(from, to));
    from = to + 1;
  }
  return lines.length > 1 ? lines : undefined;
}

const isObject = (data: Uint8Array): boolean =>
  data[0] === OPEN && data.at(-1) === CLOSE && data.length > 1 && !data.includes(LF);

function joined(pack: readonly Entry[]): Entry {
  const [first, ...more] = pack as [Entry, ...Entry[]];
  if (more.length === 0) return first;
  const lines = pack.flatMap(({ data }, i) => (i === 0 ? [data] : [NEWLINE, data]));
  return { ...first, data: Buffer.concat(lines) };
}

const NEWLINE = Uint8Array.of(LF);
