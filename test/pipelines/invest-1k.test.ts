import { expect, test } from 'vitest';
import invest from '../../pipelines/invest-1k.ts';
import { hasKlines, type RawKline, rawKlines } from '../support/klines.ts';
import {
  answer,
  asked,
  charts,
  drawn,
  golden,
  NOW,
  recordedExchange,
  under,
  virtualExchange,
  words,
} from './virtual.ts';

test('tells what $1,000 have become that were invested 1, 12 and 24 months ago', async () => {
  const exchange = await virtualExchange();
  const driven = await golden(invest, await asked(invest), { batch: 100 });
  expect(words(driven)).toMatchInlineSnapshot(`
    [
      "What has become of $1,000 in bitcoins
    1 month ago, at 67929.16: worth 910.33 now
    12 months ago, at 36257.2: worth 1705.53 now
    24 months ago, at 38608.58: worth 1601.66 now",
      "[What has become of $1,000 in bitcoins]",
    ]
  `);

  // By the closes of the days that the calendar says, in whole cents.
  const rows = (await answer(exchange, 'klines?symbol=BTCUSDT&interval=1d&limit=1000')) as RawKline[];
  const closes = new Map(rows.map((row) => [row[0], BigInt(String(row[4]).replace('.', ''))]));
  const now = closes.get(Date.UTC(2026, 0, 5)) ?? 0n;
  const worth = [Date.UTC(2025, 11, 5), Date.UTC(2025, 0, 5), Date.UTC(2024, 0, 5)].map((day) => {
    const paid = closes.get(day) ?? 1n;
    return Number((200_000n * now + paid) / (2n * paid)) / 100;
  });
  const told = words(driven)[0]?.match(/(?<=worth )[\d.]+/g) ?? [];
  expect(told.map(Number)).toEqual(worth);

  // Each line begins with what was paid, and ends with what it is worth.
  const values = drawn<{ readonly series: string; readonly time: number; readonly y: number }>(charts(driven)[0]);
  const lines = [...Map.groupBy(values, ({ series }) => series).values()];
  expect(lines.map((line) => line[0]?.y)).toEqual([1_000, 1_000, 1_000]);
  expect(lines.map((line) => line.at(-1)?.y).sort()).toEqual(worth.toSorted());
  expect(lines.every((line) => line.at(-1)?.time === NOW)).toBe(true);
  expect(Math.min(...values.map(({ time }) => time))).toBe(Date.UTC(2024, 0, 6));
  expect(under(charts(driven)[0])).toBe('between 2024-01-06 00:00 and 2026-01-05 12:00 UTC');
});

const BTC = 'BTCUSDT-1h-2021-Q1.csv';
test.skipIf(!hasKlines(BTC))('of real candles, and says what no candle tells', async () => {
  const daily = rawKlines(BTC).filter(([open]) => Number(open) % 86_400_000 === 23 * 3_600_000);
  const days = daily.map((row) => row.with(0, Number(row[0]) - 23 * 3_600_000));
  await recordedExchange({ BTCUSDT: days });
  const driven = await golden(invest, await asked(invest), { batch: 100 });
  // From 28 February, at 45135.66, to 31 March, at 58740.55.
  expect(words(driven)[0]).toMatchInlineSnapshot(`
    "What has become of $1,000 in bitcoins
    1 month ago, at 45135.66: worth 1301.42 now
    12 months ago: no candle tells what was paid
    24 months ago: no candle tells what was paid"
  `);
});
