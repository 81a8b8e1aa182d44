import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outgoingBy } from '../../src/agent/outgoing.ts';
import { splitterOf } from '../../src/agent/splitter.ts';
import { recordsOf } from '../../src/logs/tail/split.ts';
import { flowOf } from './flow-per-test.ts';

const MIB = 1_048_576;

describe('what is sent of a record', () => {
  const lineOf = (length: number) => Buffer.from(`${'x'.repeat(length - 1)}\n`);

  test.each<[keys: object, most: number]>([
    [{}, MIB - 256],
    [{ partitionKey: { field: 's' } }, MIB - 768],
    [{ partitionKeyOption: 'DETERMINISTIC' }, MIB - 32],
    [{ partitionKey: { constant: 'é' } }, MIB - 2],
  ])('with %j has %d bytes at most', (keys, most) => {
    const outgoing = outgoingBy(flowOf({ ...keys, truncatedRecordTerminator: '…\n' }));
    expect(outgoing(lineOf(most))).toEqual({ data: lineOf(most), warnings: [] });
    const { data, warnings } = outgoing(lineOf(most + 1));
    expect(data).toHaveLength(most);
    expect(Buffer.from(data).subarray(-5)).toEqual(Buffer.from('x…\n'));
    expect(warnings).toEqual([`a record of s:/a has ${most + 1} bytes, and is cut to ${most}`]);
  });

  test('is the record itself where it cannot be changed', () => {
    const outgoing = outgoingBy(
      flowOf({ dataProcessingOptions: [{ optionName: 'CSVTOJSON', customFieldNames: ['a'] }] }),
    );
    expect(String(outgoing(Buffer.from('b\n')).data)).toBe('{"a":"b"}\n');
    expect(outgoing(Buffer.from('"\n'))).toEqual({
      data: Buffer.from('"\n'),
      warnings: ['a record of s:/a is sent as it was: a quote of a CSV field is never closed'],
    });
  });
});

/** All that a tail gets of a file that grows to each of the sizes, and then ends if it ever does. */
function tailed(file: string, keys: object, sizes: readonly number[] = [], atEnd = false) {
  const bytes = Buffer.from(file);
  const warnings: string[] = [];
  const splitter = splitterOf(flowOf(keys), (message) => warnings.push(message));
  const records: string[] = [];
  let offset = 0;
  for (const size of [...sizes, bytes.length, bytes.length].sort((a, b) => a - b)) {
    const { data, end } = recordsOf(
      bytes.subarray(offset, size),
      { offset, atEnd: atEnd && size === bytes.length, amid: false, longest: MIB },
      splitter,
    );
    records.push(...data.map(String));
    offset += end;
  }
  return { records, warnings, offset };
}

describe('the records of a tail', () => {
  const multi = { multiLineStartPattern: 'S' };
  test.each<[file: string, keys: object, atEnd: boolean, records: string[], offset: number]>([
    ['a\r\n\nb', {}, false, ['a\r\n', '\n'], 4],
    ['h\na\n', { skipHeaderLines: 1 }, false, ['a\n'], 4],
    ['h\na\n', { skipHeaderLines: 3 }, false, [], 0],
    ['h\na\n', { skipHeaderLines: 3 }, true, [], 4],
    ['a\nEND\nb\n', { fileFooterPattern: 'END' }, true, ['a\n'], 2],
    ['S\na\nS\nb\n', multi, false, ['S\na\n'], 4],
    ['S\na\nS\nb\n', multi, true, ['S\na\n', 'S\nb\n'], 8],
  ])('of %j by %j, at its end: %s', (file, keys, atEnd, records, offset) =>
    expect(tailed(file, keys, [], atEnd)).toEqual({ records, offset, warnings: [] }),
  );

  test('pass what is longer than the buffer, with a warning', () => {
    expect(tailed('abc\na\n', { maxBufferSizeBytes: 3 })).toEqual({
      records: ['a\n'],
      offset: 6,
      warnings: ['a record of s:/a, near 4, is longer than the 3 bytes of maxBufferSizeBytes, and is discarded'],
    });
  });

  test('are the same however the file grows', () => {
    const lines = fc.array(fc.constantFrom('S', 'Sé', 'a', '', 'END'), { maxLength: 10 });
    const keys = fc.constantFrom({}, multi, { ...multi, skipHeaderLines: 2 }, { ...multi, fileFooterPattern: 'END' });
    fc.assert(
      fc.property(lines, keys, fc.array(fc.nat(40)), fc.boolean(), (written, how, cuts, atEnd) => {
        const file = written.map((line) => `${line}\n`).join('');
        const sizes = cuts.map((cut) => Math.min(cut, file.length));
        expect(tailed(file, how, sizes, atEnd)).toEqual(tailed(file, how, [], atEnd));
      }),
      { numRuns: 500 },
    );
  });
});
