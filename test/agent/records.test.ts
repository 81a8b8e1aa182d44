import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordOptions } from '../../src/agent/config/flow-config.ts';
import { lookingAt } from '../../src/agent/config/looking-at.ts';
import { type FileRecord, type Line, Records } from '../../src/agent/records.ts';

const plain: RecordOptions = { skipHeaderLines: 0, maxBufferSizeBytes: 1_000 };
const multi: RecordOptions = { ...plain, multiLineStartPattern: lookingAt('S') };

/** The complete lines of a file from an offset on, in chunks that are cut anywhere. */
function chunksOf(file: string, from: number, cuts: readonly number[]): readonly (readonly Line[])[] {
  const bytes = Buffer.from(file);
  const ends = [...cuts.map((cut) => from + cut), bytes.length].sort((a, b) => a - b);
  let begin = from;
  return ends.map((end) => {
    const lines: Line[] = [];
    for (let lf = bytes.indexOf('\n', begin); lf !== -1 && lf < end; lf = bytes.indexOf('\n', begin)) {
      lines.push({ data: bytes.subarray(begin, lf + 1), offset: lf + 1 });
      begin = lf + 1;
    }
    return lines;
  });
}

interface Pass {
  readonly from?: number;
  readonly cuts?: readonly number[];
  readonly ended?: boolean;
}

function pass(file: string, options: RecordOptions, { from = 0, cuts = [], ended = false }: Pass = {}): FileRecord[] {
  const records = new Records(options, from);
  const told = chunksOf(file, from, cuts).flatMap((lines) => records.take(lines));
  return [...told, ...records.take([], ended)];
}

const shown = (records: readonly FileRecord[]) =>
  records.map(({ data, length, offset }) => [data && Buffer.from(data).toString(), length, offset]);
const texts = (records: readonly FileRecord[]) => records.map(({ data }) => data && Buffer.from(data).toString());

describe('records', () => {
  const headed = { ...plain, skipHeaderLines: 2 };
  const footed = { ...plain, fileFooterPattern: lookingAt('END') };
  test.each<[what: string, file: string, options: RecordOptions, pass: Pass, records: (string | undefined)[]]>([
    ['each line, with its end', 'a\n\nb\r\n', plain, {}, ['a\n', '\n', 'b\r\n']],
    ['not the line under way', 'a\nb', plain, {}, ['a\n']],
    ['no headers', 'h\ni\na\n', headed, {}, ['a\n']],
    ['headers only at the start', 'h\ni\na\nb\n', headed, { from: 6 }, ['b\n']],
    ['nothing behind the footer', 'a\nEND x\nb\n', footed, {}, ['a\n']],
    ['nor after a resume before it', 'a\nEND\nb\n', footed, { from: 2 }, []],
    ['the last one waits', 'S1\na\nS2\nb\n', multi, {}, ['S1\na\n']],
    ['until there will be no more', 'S1\na\nS2\nb\n', multi, { ended: true }, ['S1\na\n', 'S2\nb\n']],
    ['until the footer', 'S1\na\nEND\n', { ...multi, ...footed, ...multi }, {}, ['S1\na\n']],
    ['what comes before the first', 'a\nb\nS1\nS2\n', multi, {}, ['a\nb\n', 'S1\n']],
    [
      'not what is longer than the buffer',
      'S1\na\nS\nS\n',
      { ...multi, maxBufferSizeBytes: 4 },
      {},
      [undefined, 'S\n'],
    ],
  ])('%s', (_, file, options, how, records) => expect(texts(pass(file, options, how))).toEqual(records));

  test('a line that nobody held is passed, and takes no other with it', () => {
    const records = new Records(multi, 0);
    const lines = [
      { data: Buffer.from('S\n'), offset: 2 },
      { data: undefined, offset: 5_000 },
      { data: Buffer.from('S\n'), offset: 5_002 },
    ];
    expect(shown(records.take(lines))).toEqual([
      ['S\n', 2, 2],
      [undefined, 4_998, 5_000],
    ]);
  });
});

/** In one pass over all of the text. */
function oracle(file: string, { skipHeaderLines, ...options }: RecordOptions, ended: boolean) {
  const lines = file.split(/(?<=\n)/).filter((line) => line.endsWith('\n'));
  const footer = lines.findIndex((line, i) => i >= skipHeaderLines && options.fileFooterPattern?.test(line.trim()));
  const kept = footer === -1 ? lines : lines.slice(0, footer);
  const groups: string[][] = [];
  for (const line of kept.slice(skipHeaderLines)) {
    if (groups.length === 0 || options.multiLineStartPattern?.test(line) !== false) groups.push([]);
    groups.at(-1)?.push(line);
  }
  if (options.multiLineStartPattern && footer === -1 && !ended) groups.pop();
  let offset = Buffer.byteLength(kept.slice(0, skipHeaderLines).join(''));
  return groups.map((group) => {
    const text = group.join('');
    const length = Buffer.byteLength(text);
    offset += length;
    return [length > options.maxBufferSizeBytes ? undefined : text, length, offset];
  });
}

const files = fc
  .tuple(fc.array(fc.constantFrom('S', 'Sé', 'a', '', 'b€', 'END', ' S'), { maxLength: 12 }), fc.constantFrom('', 'S'))
  .map(([lines, rest]) => lines.map((line) => `${line}\n`).join('') + rest);
const options = fc.record({
  skipHeaderLines: fc.constantFrom(0, 0, 1, 3),
  maxBufferSizeBytes: fc.constantFrom(4, 1_000),
  start: fc.boolean(),
  footer: fc.boolean(),
});
const cuts = fc.array(fc.nat(40), { maxLength: 6 });

test('any cut into chunks and any resume behind a record gives the records of one pass', () => {
  fc.assert(
    fc.property(files, options, cuts, cuts, fc.boolean(), (file, { start, footer, ...some }, first, second, ended) => {
      const how: RecordOptions = {
        ...some,
        ...(start && { multiLineStartPattern: lookingAt('S') }),
        ...(footer && { fileFooterPattern: lookingAt('END') }),
      };
      const wanted = oracle(file, how, ended);
      const records = shown(pass(file, how, { cuts: first, ended }));
      expect(records).toEqual(wanted);
      records.forEach(([, , offset], i) => {
        const resumed = pass(file, how, { from: Number(offset), cuts: second, ended });
        expect(shown(resumed)).toEqual(wanted.slice(i + 1));
      });
    }),
    { numRuns: 1_000 },
  );
});
