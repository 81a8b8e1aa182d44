import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Entry, sizeOf } from '../../../src/logs/kinesis/entry.ts';
import { packed, unpackedLines } from '../../../src/logs/kinesis/pack.ts';
import { taken } from '../../../src/logs/kinesis/taken.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { output, trades, writing } from '../../support/kinesis/writing.ts';

const fixture = kinesisFixture();
const { stream } = fixture;
const { writerOf, all } = writing(fixture);

const apart = ({ data }: { readonly data: Uint8Array }) => (unpackedLines(data) ?? [data]).map((data) => ({ data }));

describe('packing', () => {
  test('joins objects of one key, in order, and is taken apart by its content', async () => {
    const of = await stream(2);
    const writer = await writerOf(of, { pack: 4_000, key: ({ t }: { readonly t: number }) => `key ${t % 3}` });
    const values = trades(900);
    await writer.write(values);
    await writer.close();
    const records = await all(of);
    expect(records.length).toBeLessThan(900 / 20);
    for (const { key, data } of records) {
      expect(data.length + key.length).toBeLessThanOrEqual(4_000);
      const ids = (unpackedLines(data) ?? []).map((line) => JSON.parse(Buffer.from(line).toString()).t);
      expect(ids.length).toBeGreaterThan(1);
      expect(new Set(ids.map((t) => `key ${t % 3}`))).toEqual(new Set([key]));
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }
  });

  test('makes records of 25,000 bytes unless told otherwise', async () => {
    const of = await stream();
    const writer = await writerOf(of, { pack: true, key: () => 'k' });
    await writer.write(trades(2_000));
    await writer.close();
    const sizes = (await all(of)).map(({ data }) => data.length);
    expect(Math.max(...sizes)).toBeLessThan(25_000);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(24_900);
  });

  test('comes apart into what was packed: per key in order, nothing over a tick, no record above its size', () => {
    const text = fc.oneof(
      fc.string().map((pad) => JSON.stringify({ pad })),
      fc.constantFrom('[1]', 'text', '{}', '{"a":1}\n', '{"a":\n1}', '{"a":1}\n\n{"b":2}', '', '\n'),
    );
    const record = fc.record({ text, key: fc.constantFrom('a', 'b', 'c'), tick: fc.boolean() });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), fc.integer({ min: 1, max: 120 }), (records, most) => {
        const entries = records.map(({ text, key, tick }): Entry => {
          const entry = { data: Buffer.from(text), key, explicit: undefined, inOrder: false };
          return tick && text === '[1]' ? { ...entry, told: new Set() } : entry;
        });
        const put = packed(entries, most);
        const read = taken(
          put.map(({ data, key }, i) => ({ Data: data, PartitionKey: key, SequenceNumber: String(i) })),
          {},
        );
        const texts = (of: readonly { readonly key?: string; readonly data: Uint8Array }[], key?: string) =>
          of.filter((one) => key === undefined || one.key === key).map(({ data }) => String(Buffer.from(data)));
        for (const key of ['a', 'b', 'c']) expect(texts(read.items, key)).toEqual(texts(entries, key));
        for (const [i, entry] of put.entries()) {
          const lines = unpackedLines(entry.data) ?? [];
          if (lines.length > 1) expect(sizeOf(entry)).toBeLessThanOrEqual(most);
          if (!entry.told) continue;
          const before = entries.indexOf(entry);
          const [ahead, whole] = [put.slice(0, i), entries.slice(0, before)];
          expect(ahead.flatMap(({ data }) => texts([{ data }].flatMap(apart))).sort()).toEqual(texts(whole).sort());
        }
      }),
    );
  });

  test('leaves alone what would not be taken apart again', async () => {
    const of = await stream();
    const writer = await writerOf(of, { pack: 4_000, key: () => 'k' });
    const odd = ['[1]', 'text', '{"a":1}\n', '{\n"a":1}', '{"a":1}'].map((text) => ({ data: Buffer.from(text) }));
    await writer.write([...odd, ...odd].map(output));
    await writer.close();
    const texts = (await all(of)).map(({ data }) => Buffer.from(data).toString());
    expect(texts).toEqual([...odd, ...odd].map(({ data }) => data.toString()));
  });

  test.each(['{"a":1}', '{"a":1}\n', '{"a":1}\n\n{"b":2}', '{\n"a":1\n}', '{"a":1}\ntext', '', '\n'])(
    'takes %j for one record',
    (text) => {
      expect(unpackedLines(Buffer.from(text))).toBeUndefined();
    },
  );
});
