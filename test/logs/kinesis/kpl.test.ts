import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unpacked } from '../../../src/logs/kinesis/kpl.ts';
import { packed } from '../../support/kinesis/packed.ts';

const textsOf = (data: Uint8Array) =>
  unpacked(data)?.map(({ key, data }) => `${key}: ${new TextDecoder().decode(data)}`);

/** The format's own example of a message, byte by byte. */
const message = [
  ...[0x0a, 0x01, 0x61], // keys[0] = 'a'
  ...[0x0a, 0x02, 0x62, 0x63], // keys[1] = 'bc'
  ...[0x12, 0x01, 0x37], // hash keys[0] = '7'
  ...[0x1a, 0x06, 0x08, 0x00, 0x1a, 0x02, 0x68, 0x69], // key 0, data 'hi'
  ...[0x1a, 0x07, 0x08, 0x01, 0x10, 0x00, 0x1a, 0x01, 0x21], // key 1, hash key 0, data '!'
];
const sealed = (bytes: readonly number[], magic = [0xf3, 0x89, 0x9a, 0xc2]) =>
  Buffer.concat([Buffer.from(magic), Buffer.from(bytes), createHash('md5').update(Buffer.from(bytes)).digest()]);

describe('a record that a producer packed', () => {
  test('is taken apart into its records and their keys', () => {
    expect(textsOf(sealed(message))).toEqual(['a: hi', 'bc: !']);
  });

  test('by the package aws-kinesis-agg 4.2.8 is understood', () => {
    const bytes =
      'f3899ac20a07455448555344540a07425443555344541201371a0b08001a077b226e223a317d1a1c08011a187b226e223a322c2274657874' +
      '223a22c5bcc3b3c58277227d1a0d080010001a077b226e223a337d4d499f0f66b3e615edc496cbbbdaef90';
    expect(textsOf(Buffer.from(bytes, 'hex'))).toEqual([
      'ETHUSDT: {"n":1}',
      'BTCUSDT: {"n":2,"text":"żółw"}',
      'ETHUSDT: {"n":3}',
    ]);
  });

  test('may have tags, fields that nobody knows yet, and records without data', () => {
    const tagged = [0x1a, 0x0b, 0x08, 0x00, 0x1a, 0x00, 0x22, 0x05, 0x0a, 0x01, 0x6b, 0x12, 0x00];
    const unknown = [0x20, 0x96, 0x01, 0x29, 1, 2, 3, 4, 5, 6, 7, 8, 0x35, 1, 2, 3, 4];
    expect(textsOf(sealed([...message, ...unknown, ...tagged]))).toEqual(['a: hi', 'bc: !', 'a: ']);
  });

  test('may be empty', () => {
    expect(unpacked(sealed([]))).toEqual([]);
  });

  test('gives what was packed, whatever it was', () => {
    const records = fc.array(
      fc.record({ key: fc.string({ unit: 'grapheme', maxLength: 200 }), data: fc.uint8Array() }),
    );
    fc.assert(
      fc.property(records, (records) => {
        expect(unpacked(packed(records))?.map(({ key, data }) => ({ key, data: [...data] }))).toEqual(
          records.map(({ key, data }) => ({ key, data: [...data] })),
        );
      }),
    );
  });

  test('of 30,000 records, with a table of as many keys, comes whole', () => {
    const records = Array.from({ length: 30_000 }, (_, i) => ({ key: `key-${i}`, data: Buffer.from(String(i)) }));
    expect(textsOf(packed(records))).toEqual(records.map((_, i) => `key-${i}: ${i}`));
  });
});

describe('a record is an ordinary one', () => {
  const flipped = Buffer.from(sealed(message));
  flipped[20] = (flipped[20] ?? 0) ^ 1;

  test.each([
    ['of other bytes', Buffer.from('{"e":"trade"}')],
    ['of nothing', Buffer.alloc(0)],
    ['of the magic bytes alone', Buffer.from([0xf3, 0x89, 0x9a, 0xc2])],
    ['with the magic bytes and a wrong MD5', flipped],
    ['with a right MD5 and another magic', sealed(message, [0xf3, 0x89, 0x9a, 0xc3])],
    ['cut off amid a field', sealed(message.slice(0, -1))],
    ['cut off amid a number', sealed([0x1a, 0x80])],
    ['of numbers without end', sealed([0x08, ...Array.from({ length: 30 }, () => 0xff)])],
    ['that names a key which is not in the table', sealed([0x1a, 0x06, 0x08, 0x05, 0x1a, 0x02, 0x68, 0x69])],
    ['whose part has no data', sealed([0x0a, 0x01, 0x61, 0x1a, 0x02, 0x08, 0x00])],
    ['of groups, which the format has not', sealed([0x0b, 0x0c])],
  ])('%s', (_, data) => {
    expect(unpacked(data)).toBeUndefined();
  });

  test('whatever bytes follow the magic with their MD5, nothing is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const parts = unpacked(sealed([...bytes]));
        expect(parts === undefined || Array.isArray(parts)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
