/** Goal: nothing is read behind the end of what is there, however much longer a line is than the one that was learned. */
import { expect, test } from 'vitest';
import { Lines } from '../../src/core/lines.ts';
import { byColumn } from '../../src/market/trade/by-column.ts';

const lineOf = (t: number, text: string) =>
  `{"e":"trade","s":"BTCUSDT","t":${t},"p":"1","q":"1","m":true,"X":"${text}","T":${t}}`;

test.each([0, 1, 31, 100, 250, 300, 1_000])('a text that is longer by %d may be in the last line', (more) => {
  const texts = [...Array.from({ length: 30 }, (_, t) => lineOf(t, 'A')), lineOf(7, 'A'.repeat(1 + more))];
  const lines = new Lines(Buffer.from(new TextEncoder().encode(texts.join('\n')).buffer)); // and nothing behind it
  const columns = byColumn();
  columns.begin(texts.length, (bytes) => new ArrayBuffer(bytes));
  expect(columns.readLines(lines)).toBe(false);
  expect(columns.end().events()).toMatchObject(
    texts.map((text) => ({ id: JSON.parse(text).t, time: JSON.parse(text).T })),
  );
});
