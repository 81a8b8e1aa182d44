/** Goal: a newline amid a record, which JSON takes for a blank, is never taken for one between lines. */
import { expect, test } from 'vitest';
import { Lines, PADDING } from '../../src/core/lines.ts';
import { byColumn } from '../../src/market/trade/by-column.ts';
import { tradeAt } from '../support/market.ts';

const memory = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes);

test.each([
  ['amid it', ',\n"E"'],
  ['behind it', ',"E"'],
])('what was learned of records with a newline %s reads each line by itself', (_where, key) => {
  const record = (t: number) => `${JSON.stringify(tradeAt(t)).replace(',"E"', key)}\n`;
  const texts = Array.from({ length: 40 }, (_, t) => record(t));
  const columns = byColumn();
  columns.begin(texts.length, memory);
  for (const text of texts) expect(columns.read({ data: Buffer.from(text) })).toBe(true);

  const text = texts.join('\n');
  const bytes = Buffer.from(memory(text.length + PADDING));
  bytes.write(text);
  const lines = new Lines(bytes.subarray(0, text.length));
  columns.begin(texts.length, memory);
  while (columns.readLines(lines));
  const found = Array.from({ length: lines.found }, (_, i) => new TextDecoder().decode(lines.copy(i).data));
  expect(found).toEqual(text.split('\n').filter((line) => line !== ''));
});
