import { describe, expect, test } from 'vitest';
import { unpackedLines } from '../../../src/logs/kinesis/pack.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { output, trades, writing } from '../../support/kinesis/writing.ts';

const fixture = kinesisFixture();
const { stream } = fixture;
const { writerOf, all } = writing(fixture);

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
