import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Csv } from '../../src/core/csv.ts';

const csv = (...rows: readonly unknown[]) => new Csv().next(rows);

test('has a header, an empty field for nothing, and lines that end in CR LF', () => {
  expect(csv({ key: 'a', n: 1, final: true }, { key: 'b', n: null, final: false })).toBe(
    'key,n,final\r\na,1,true\r\nb,,false\r\n',
  );
  expect(csv()).toBe('');
});

test('quotes what RFC 4180 says must be quoted, and nothing else', () => {
  const texts = ['=1+1', '@x', '-1', '+1', ' a ', 'a;b', "it's", 'tab\there', 'a,b', 'a"b', 'a\nb', 'a\rb', ''];
  const fields = texts.map((key) => csv({ key }).slice('key\r\n'.length, -2));
  expect(fields.slice(0, 8)).toEqual(texts.slice(0, 8));
  expect(fields.slice(8)).toEqual(['"a,b"', '"a""b"', '"a\nb"', '"a\rb"', '']);
  expect(csv({ 'a,b': 1 })).toBe('"a,b"\r\n1\r\n');
});

test('writes rows by their exact JSON, instants as text, results of several parts as columns, lists as JSON', () => {
  const row = {
    start: 60_000,
    ohlc: { open: 1, close: 2 },
    units: 0.1,
    missing: [[1, 2]],
    toJSON: () => ({ ...row, units: '0.10000000000000001' }),
  };
  expect(csv(row)).toBe(
    'start,ohlc.open,ohlc.close,units,missing\r\n1970-01-01T00:01:00.000Z,1,2,0.10000000000000001,"[[1,2]]"\r\n',
  );
});

test('goes on under its header; where a later row has more than that, nothing of it is left out in silence', () => {
  const going = new Csv();
  expect(going.next([{ key: 'a', ohlc: null }])).toBe('key,ohlc\r\na,\r\n');
  expect(going.next([])).toBe('');
  expect(going.next([{ ohlc: { open: 1 }, key: 'b' }])).toBe(
    'key,ohlc\r\nb,"{""open"":1}"\r\n'.slice('key,ohlc\r\n'.length),
  );
  expect(() => going.next([{ key: 'c', other: 1 }])).toThrow(/A row has other, .* \(key, ohlc\): take --json/);
});

/** What RFC 4180 reads in a text of these fields. */
function fieldsOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines;
}

test('whatever text is written is read back by the rules of RFC 4180', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', '=', 'é', '\ud83d\ude00') });
  fc.assert(
    fc.property(fc.array(fc.record({ a: text, b: text }), { minLength: 1 }), (rows) => {
      expect(fieldsOf(csv(...rows))).toEqual([['a', 'b'], ...rows.map(({ a, b }) => [a, b])]);
    }),
  );
});
