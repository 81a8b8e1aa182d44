import { expect, test } from 'vitest';
import fourCoins from '../../pipelines/four-coins.ts';
import type { RawKline } from '../support/klines.ts';
import { answer, asked, charts, drawn, golden, virtualExchange, words } from './virtual.ts';

test('draws each coin that is traded on a scale of its own, and names the others', async () => {
  const exchange = await virtualExchange();
  const driven = await golden(fourCoins, await asked(fourCoins), { batch: 100 });
  expect(words(driven)).toMatchInlineSnapshot(`
    [
      "[Four coins in bitcoins]",
      "Not listed here, or not traded any more: ARKBTC, IOTABTC.",
    ]
  `);
  const [chart] = charts(driven);
  expect(chart?.alt).toMatchInlineSnapshot(
    `"Four coins in bitcoins: 2 charts. ETHBTC: 1 line of 96 values, the last one 0.0434. NEOBTC: 1 line of 96 values, the last one 0.0001556."`,
  );
  const told = await Promise.all(
    ['ETHBTC', 'NEOBTC'].map(async (symbol) => {
      const rows = (await answer(exchange, `klines?symbol=${symbol}&interval=15m&limit=96`)) as RawKline[];
      return rows.map((row) => [row[6], Number(row[4])]);
    }),
  );
  expect(told.map(({ length }) => length)).toEqual([96, 96]);
  const lines = drawn<{ readonly time: number; readonly y: number }>(chart);
  expect(lines.map(({ time, y }) => [time, y])).toEqual(told.flat());
});

test('where none of them is traded any more, that is said', async () => {
  const exchange = await virtualExchange();
  for (const symbol of ['ETHBTC', 'NEOBTC']) exchange.delist(symbol);
  expect(words(await golden(fourCoins, await asked(fourCoins), { batch: 100 }))).toContain(
    'Not listed here, or not traded any more: ETHBTC, ARKBTC, NEOBTC, IOTABTC.',
  );
});
