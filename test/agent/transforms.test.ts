import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delimiterOf } from '../../src/agent/config/looking-at.ts';
import type { CsvOptions, TransformOptions } from '../../src/agent/config/transform-options.ts';
import { transformedBy } from '../../src/agent/transforms.ts';

const single = { optionName: 'SINGLELINE', trim: true, escapeNewLine: false } as const;
const csv: CsvOptions = { optionName: 'CSVTOJSON', customFieldNames: ['b', '1'], delimiter: /,/g, pretty: false };

const metadata = { optionName: 'ADDMETADATA', metadata: { a: [1, []], b: {} }, pretty: false } as const;

const made = (record: string, ...options: TransformOptions[]) => {
  const { data, failed } = transformedBy(options)(Buffer.from(record));
  return [Buffer.from(data).toString(), failed];
};

describe('a record becomes', () => {
  test.each<[record: string, options: TransformOptions[], wanted: string]>([
    ['a,b\n', [], 'a,b\n'],
    [' a \n\tb \n', [single], 'ab\n'],
    [' a \r\n b\r\n', [single], 'ab\n'],
    [' a \n b\n', [{ ...single, trim: false }], ' a  b\n'],
    [' a \n b\n', [{ ...single, escapeNewLine: true }], 'a\\nb\n'],
    ['x,y\n', [csv], '{"b":"x","1":"y"}\n'],
    ['x,y\r\n', [csv], '{"b":"x","1":"y"}\n'],
    ['5\n', [csv], '{"b":"5","1":null}\n'],
    ['\n', [csv], '{"b":"","1":null}\n'],
    ['x,y,z\n', [csv], '{"b":"x","1":"y"}\n'],
    ['x,\n', [csv], '{"b":"x","1":""}\n'],
    ['"a,""b""",c"d\n', [csv], '{"b":"a,\\"b\\"","1":"c\\"d"}\n'],
    ['x||y\n', [{ ...csv, delimiter: delimiterOf('\\|\\|') }], '{"b":"x","1":"y"}\n'],
    ['x|y\n', [{ ...csv, delimiter: delimiterOf('|') }], '{"b":"x","1":"y"}\n'],
    ['x\ty\n', [{ ...csv, delimiter: delimiterOf('\\t') }], '{"b":"x","1":"y"}\n'],
    ['"x"  ,y\n', [{ ...csv, delimiter: delimiterOf(' *, *') }], '{"b":"x","1":"y"}\n'],
    ['x,y\n', [{ ...csv, pretty: true }], '{\n  "b" : "x",\n  "1" : "y"\n}\n'],
    ['{"é"}\n', [metadata], '{"metadata":{"a":[1,[]],"b":{}},"data":"{\\"é\\"}"}\n'],
    [
      'x\n',
      [{ ...metadata, pretty: true }],
      '{\n  "metadata" : {\n    "a" : [ 1, [ ] ],\n    "b" : { }\n  },\n  "data" : "x"\n}\n',
    ],
    ['x\n', [{ optionName: 'ADDBRACKETS' }], '{x\n}'],
    ['x,\n y\n', [single, csv], '{"b":"x","1":"y"}\n'],
    ['x,y\n', [{ ...csv, pretty: true }, single], '{"b" : "x","1" : "y"}\n'],
  ])('%j by %j', (record, options, wanted) => expect(made(record, ...options)).toEqual([wanted, undefined]));
});

describe('what a transform cannot take stays as it was', () => {
  test.each([
    ['  "a\n', 'a quote of a CSV field is never closed'],
    ['  "a"b,c\n', 'the CSV field 1 goes on behind its quote'],
  ])('%j', (record, failed) => expect(made(record, single, csv)).toEqual([record, failed]));

  test('as does what is no text', () => {
    const bytes = Uint8Array.of(0xff, 10);
    const { data, failed } = transformedBy([single])(bytes);
    expect(data).toBe(bytes);
    expect(failed).toMatch(/not valid/);
  });
});

test('fields that are written as CSV come back as they were', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', ' ', '\n', '\r', 'é'), maxLength: 6 });
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), fc.constantFrom(',', ';', ', '), (row, delimiter) => {
      const names = row.map((_, i) => `f${i}`);
      const written = row.map((value) => (/^[aé ]*$/.test(value) && delimiter !== ', ' ? value : quoted(value)));
      const options = { ...csv, customFieldNames: names, delimiter: delimiterOf(delimiter) };
      const [json, failed] = made(`${written.join(delimiter)}\n`, options);
      expect(failed).toBeUndefined();
      expect(Object.values(JSON.parse(String(json)))).toEqual(row);
    }),
    { numRuns: 500 },
  );
});
