import { expect, test } from 'vitest';
import { Lines, PADDING } from '../../src/core/lines.ts';
import { byColumn } from '../../src/market/trade/by-column.ts';
import { byJson } from '../../src/market/trade/by-json.ts';
import { byObject } from '../../src/market/trade/by-object.ts';
import { tradeAt } from '../support/market.ts';

const { e, ...rest } = tradeAt(1_000);
/** Its orders come before what may be wrong with it. */
const ordered = (change = {}) => JSON.stringify({ e, b: 7, a: 8, ...rest, ...change });
const plain = JSON.stringify({ e, ...rest });

test('a trade that tells no orders has none, also behind one that was set aside for something else than its orders', () => {
  const texts = [...Array.from({ length: 30 }, () => ordered()), ordered({ p: 'x' }), plain, ordered(), plain];
  const records = texts.map((text) => ({ data: new TextEncoder().encode(text) }));
  const wanted = records.map(({ data }) => byJson(data));

  const read = byObject();
  expect(records.map(read)).toStrictEqual(wanted);

  const trades = wanted.filter((one) => !('aside' in one));
  const memory = (bytes: number) => new Uint8Array(bytes).fill(1).buffer;
  const columns = byColumn();
  columns.begin(texts.length, memory);
  for (const record of records) columns.read(record);
  expect(columns.end().events()).toStrictEqual(trades);

  const text = texts.join('\n');
  const bytes = Buffer.from(memory(text.length + PADDING));
  bytes.write(text);
  const lines = new Lines(bytes.subarray(0, text.length));
  columns.begin(texts.length, memory);
  while (columns.readLines(lines));
  expect(columns.end().events()).toStrictEqual(trades);
});
