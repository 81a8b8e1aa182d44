import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import usdTreemap from '../../pipelines/usd-treemap.ts';
import { parseUnits } from '../../src/core/decimal.ts';
import { drive } from '../../src/testing.ts';
import { jsonLines } from '../cli/millrace.ts';
import { FIXTURES } from './fixture.ts';
import { fixtureLines } from './fixture-lines.ts';
import { charts, drawn, golden, under, words } from './virtual.ts';

const { rows } = await drive(usdPerMinute, fixtureLines, { batch: 100 });

test('draws what changed hands by symbol, and how many trades made it', async () => {
  const driven = await golden(usdTreemap, rows, { batch: 1_000 });
  expect([words(driven), charts(driven).map(under)]).toMatchInlineSnapshot(`
    [
      [
        "[2,131 transactions worth $2,051,666, 2 of which have no price]",
        "[Trades and their value]",
      ],
      [
        "between 2026-01-05 12:00 and 12:04 UTC · 7 windows still open",
        "between 2026-01-05 12:00 and 12:04 UTC · 7 windows still open",
      ],
    ]
  `);

  // By the rows as they were printed, in whole numbers of 1e-8.
  const sums = new Map<string, { trades: number; value: bigint }>();
  const printed = jsonLines(readFileSync(join(FIXTURES, 'usd-per-minute.ndjson'), 'utf8'));
  for (const { key, trades, value } of printed) {
    const sum = sums.get(key) ?? { trades: 0, value: 0n };
    sums.set(key, { trades: sum.trades + trades, value: sum.value + parseUnits(value, 8) });
  }
  const expected = [...sums]
    .map(([symbol, { trades, value }]) => ({ symbol, trades, value: Number(value) / 1e8 }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const [tree, scatter] = charts(driven);
  const all = expected.reduce((sum, { value }) => sum + value, 0);
  const cells = drawn<{ readonly name?: string; readonly area: number; readonly top: boolean }>(tree).slice(1);
  expect(cells.map(({ name, top }) => [name, top])).toEqual(expected.map(({ symbol }, i) => [symbol, i < 3]));
  for (const [i, { area }] of cells.entries()) expect(area * all).toBeCloseTo(expected[i]?.value ?? Number.NaN, 2);
  const points = drawn<{ readonly label: string; readonly x: number; readonly y: number }>(scatter);
  expect(points.map(({ label, x, y }) => ({ symbol: label, trades: x, value: y }))).toEqual(expected);
});

test('where nothing was traded nothing is said', async () => {
  expect(words(await golden(usdTreemap, []))).toEqual([]);
});
