import { expect, test } from 'vitest';
import hourlyUnits from '../../pipelines/hourly-units.ts';
import { fixtureLines, tradesIn } from './fixture-lines.ts';
import { charts, drawn, golden, under, words } from './virtual.ts';

const prices = { BTC: 61_000.5, ETH: 2_600 };
const lines = fixtureLines.slice(0, 250);

test('draws the units of each symbol, and tells what all of it is worth at the prices of now', async () => {
  const driven = await golden(hourlyUnits, lines, { batch: 100, prices });
  expect([words(driven), charts(driven).map(under), driven.texts.print]).toMatchInlineSnapshot(`
    [
      [
        "[Units per symbol]",
      ],
      [
        "between 2026-01-05 12:00:00 and 12:00:44 UTC",
      ],
      [
        "231 transactions worth $239,596, between 2026-01-05 12:00:00 and 12:00:44 UTC",
      ],
    ]
  `);

  // By a plain loop over whole numbers of 1e-8.
  const units = new Map<string, bigint>();
  let worth = 0;
  for (const { symbol, quantity, price } of tradesIn(lines)) {
    units.set(symbol, (units.get(symbol) ?? 0n) + quantity);
    const rate = symbol.endsWith('USDT') ? 1 : symbol.endsWith('BTC') ? prices.BTC : prices.ETH;
    worth += (Number(quantity) / 1e8) * (Number(price) / 1e8) * rate;
  }
  const bars = drawn<{ readonly id: string; readonly n: number }>(charts(driven)[0]);
  expect(bars.map(({ id, n }) => [id.split('\u001f')[0], n])).toEqual(
    [...units].map(([symbol, n]) => [symbol, Number(n) / 1e8] as const).sort((a, b) => b[1] - a[1]),
  );
  expect(driven.texts.print?.[0]).toContain(`$${Math.round(worth).toLocaleString('en-US')},`);
});

test('what has no price is told, and has units all the same', async () => {
  const driven = await golden(hourlyUnits, lines, { batch: 100 });
  expect(driven.texts.print).toMatchInlineSnapshot(`
    [
      "231 transactions worth $161,555, 73 of which have no price, between 2026-01-05 12:00:00 and 12:00:44 UTC",
    ]
  `);
  expect(drawn(charts(driven)[0])).toHaveLength(9);
});

test('where nothing was traded nothing is said', async () => {
  const { messages, texts } = await golden(hourlyUnits, []);
  expect([messages, texts]).toEqual([{ 'slack #bots-final-project': [] }, { print: [] }]);
});
