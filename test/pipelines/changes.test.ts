/**
 * Goal: hourly-change and daily-change tell of what a plain loop over the exchange's candles finds, once while it lasts;
 * on the virtual exchange, and over a quarter of real candles, hour by hour, gaps included.
 */
import { describe, expect, test } from 'vitest';
import dailyChange from '../../pipelines/daily-change.ts';
import hourlyChange from '../../pipelines/hourly-change.ts';
import { changes, hours, minutes } from '../../src/index.ts';
import { hasKlines, pricesOf, type RawKline, rawKlines } from '../support/klines.ts';
import { answer, asked, golden, NOW, virtualExchange, words } from './virtual.ts';

test.each([
  [hourlyChange, '1m', 60],
  [dailyChange, '15m', 96],
] as const)('%# on the virtual exchange the change is that of its candles', async (pipeline, interval, back) => {
  const exchange = await virtualExchange();
  const rows = (await answer(exchange, `klines?symbol=BTCUSDT&interval=${interval}&limit=200`)) as RawKline[];
  const closed = rows.filter((row) => Number(row[6]) < NOW);
  expect(closed.length).toBeLessThan(rows.length);
  const [last, then] = [closed.at(-1), closed.at(-1 - back)];
  expect(await asked(pipeline)).toMatchObject([
    {
      ...{ symbol: 'BTCUSDT', time: NOW, missing: 0, price: String(Number(last?.[4])) },
      before: String(Number(then?.[4])),
    },
  ]);
});

test('what has moved on the virtual exchange is told', async () => {
  await virtualExchange();
  const [hour, day] = [await asked(hourlyChange), await asked(dailyChange)];
  expect([words(await golden(hourlyChange, hour)), words(await golden(dailyChange, day))]).toMatchInlineSnapshot(`
    [
      [
        "uh ... oh... BTC price: 61837.63, -372.74 (-0.60 %) within 1 h",
      ],
      [],
    ]
  `);
});

describe('the messages', () => {
  /** Candles of a minute, or of 15, of one hour or day and a bit, that close at these prices in the end. */
  const closing = (width: number, count: number, at: number, ...closes: readonly number[]) =>
    Array.from({ length: count }, (_, i) => {
      const openTime = NOW + at - (count - i) * width;
      const close = String(closes.at(i - count) ?? 4_000);
      return { symbol: 'BTCUSDT', openTime, closeTime: openTime + width - 1, close };
    });

  test('of hourly-change: more than $200 up or down within an hour, and when that is over', async () => {
    const at = (minute: number, price: number) => changes(closing(minutes(1), 61, minutes(minute), price), hours(1));
    const driven = await golden(hourlyChange, [
      ...at(0, 4_200), // not more
      ...at(5, 4_200.01),
      ...at(10, 4_300),
      ...at(65, 4_250.5),
      ...at(70, 4_199),
      ...at(75, 3_799.5),
    ]);
    expect(words(driven)).toMatchInlineSnapshot(`
      [
        "uh ... oh... BTC price: 4200.01, +200.01 (+5.00 %) within 1 h",
        "uh ... oh... BTC price: 4250.5, +250.5 (+6.26 %) within 1 h",
        "calm again: BTC price: 4199, +199 (+4.98 %) within 1 h",
        "uh ... oh... BTC price: 3799.5, -200.5 (-5.01 %) within 1 h",
      ]
    `);
  });

  test('of daily-change: more than 5 % up or down within a day, and when that is over', async () => {
    const at = (hour: number, price: number) => changes(closing(minutes(15), 97, hours(hour), price), hours(24));
    const driven = await golden(dailyChange, [
      ...at(0, 4_200), // not more
      ...at(1, 4_200.01),
      ...at(2, 4_400),
      ...at(25, 4_300),
      ...at(26, 4_000),
      ...at(27, 3_799.99),
      ...changes(closing(minutes(15), 20, hours(28), 1), hours(24)), // no candle tells
      ...at(29, 3_800),
    ]);
    expect(words(driven)).toMatchInlineSnapshot(`
      [
        "uh ... oh... BTC price: 4200.01, +200.01 (+5.00 %) within 1 d",
        "uh ... oh... BTC price: 4300, +300 (+7.50 %) within 1 d",
        "calm again: BTC price: 4000, 0 (0.00 %) within 1 d",
        "uh ... oh... BTC price: 3799.99, -200.01 (-5.00 %) within 1 d",
        "calm again: BTC price: 3800, -200 (-5.00 %) within 1 d",
      ]
    `);
  });
});

const BTC = 'BTCUSDT-1h-2021-Q1.csv';
test.skipIf(!hasKlines(BTC))('over a quarter of real candles daily-change tells what a plain loop finds', async () => {
  const candles = pricesOf('BTCUSDT', rawKlines(BTC));
  const events = candles.flatMap((_, i) => changes(candles.slice(Math.max(0, i - 40), i + 1), hours(24)));
  const driven = await golden(dailyChange, events, { batch: 100 });

  const closes = new Map(candles.map(({ openTime, close }) => [openTime, Number(close)]));
  const told: string[] = [];
  let known = false;
  const last = new Map<number, number>();
  for (const { openTime, close } of candles) {
    const ago = openTime - hours(24);
    const before = closes.get(ago) ?? closes.get(ago - hours(1));
    if (before === undefined || openTime - hours(24) < (candles[0]?.openTime ?? 0)) continue;
    const change = Number(close) / before - 1;
    const now = change > 0.05 ? 1 : change < -0.05 ? -1 : 0;
    if (now === 0 && known) told.push(`calm again: BTC price: ${Number(close)}`);
    if (now === 0) known = false;
    if (now !== 0 && openTime - (last.get(now) ?? Number.NEGATIVE_INFINITY) >= hours(24)) {
      told.push(`uh ... oh... BTC price: ${Number(close)}`);
      last.set(now, openTime);
      known = true;
    }
  }
  const all = words(driven);
  expect(all.map((text) => text.split(',')[0])).toEqual(told);
  expect(told.length).toBeGreaterThan(50);
  expect(all.slice(0, 4)).toMatchInlineSnapshot(`
    [
      "uh ... oh... BTC price: 31541.17, +2076.38 (+7.05 %) within 1 d",
      "uh ... oh... BTC price: 33880, +2338.83 (+7.42 %) within 1 d",
      "calm again: BTC price: 32676.74, +194.46 (+0.60 %) within 1 d",
      "uh ... oh... BTC price: 32068.84, -2383.5 (-6.92 %) within 1 d",
    ]
  `);
  expect(all.filter((text) => text.includes('missing'))).toMatchInlineSnapshot(`[]`);
});
