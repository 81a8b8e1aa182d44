import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import symbolCounts from '../../pipelines/symbol-counts.ts';
import topSymbols from '../../pipelines/top-symbols.ts';
import { CRASH, drive, type Item } from '../../src/testing.ts';
import { FIXTURES } from './fixture.ts';

const lines = (await readFile(join(FIXTURES, 'crypto.ndjson'), 'utf8')).split('\n').filter((line) => line !== '');

/** How many different trades a plain loop finds, by symbol. */
function plain(of: readonly string[]): Readonly<Record<string, string>> {
  const ids = new Map<string, Set<number>>();
  for (const line of of) {
    try {
      const json = JSON.parse(line);
      const { e, s, t, p } = json.data ?? json;
      if (e === 'trade' && p !== undefined) ids.set(s, (ids.get(s) ?? new Set()).add(t));
    } catch {} // a torn line
  }
  return Object.fromEntries([...ids].map(([symbol, { size }]) => [`symbol:${symbol}`, String(size)]));
}

test('each trade counts once, however often it was sent and whatever crashes', async () => {
  const crashing = lines.flatMap((line, i): Item[] => (i % 500 === 499 ? [line, CRASH] : [line]));
  const { keys } = await drive(symbolCounts, crashing, { batch: 100 });
  expect(keys).toEqual(plain(lines));
  expect(keys).toMatchInlineSnapshot(`
    {
      "symbol:BNBBTC": "437",
      "symbol:BNBETH": "4",
      "symbol:BNBUSDT": "97",
      "symbol:BTCUSDT": "692",
      "symbol:ETHBTC": "90",
      "symbol:ETHUSDT": "784",
      "symbol:LTCETH": "6",
      "symbol:LTCUSDT": "17",
      "symbol:NEOETH": "1",
      "symbol:NEOUSDT": "4",
    }
  `);
});

test('tells of each batch how many came, and which three symbols the most', async () => {
  const { texts } = await drive(symbolCounts, lines.slice(0, 200), { batch: 200 });
  expect(texts.print).toMatchInlineSnapshot(`
    [
      "185 trades: ETHUSDT 105, ETHBTC 62, BNBUSDT 6",
    ]
  `);
});

test('top-symbols tells what it has come to', async () => {
  const { keys } = await drive(symbolCounts, lines, { batch: 100 });
  const items = Object.entries(keys).map(([key, value]) => ({ key, value, time: 0 }));
  const { texts } = await drive(topSymbols, items, { batch: items.length });
  expect(texts.print).toMatchInlineSnapshot(`
    [
      "2132 records processed so far: ETHUSDT 784, BTCUSDT 692, BNBBTC 437",
    ]
  `);
});
