import { expect, test } from 'vitest';
import candles from '../../pipelines/candles.ts';
import minuteCandles from '../../pipelines/minute-candles.ts';
import { drive } from '../../src/testing.ts';
import { fixtureLines, tradesIn } from './fixture-lines.ts';
import { charts, drawn, golden, under, words } from './virtual.ts';

test('draws each minute of what is priced in dollars as a candle', async () => {
  const { rows, rejected } = await drive(candles, fixtureLines, { batch: 100 });
  const driven = await golden(minuteCandles, rows, { batch: 1_000 });
  expect(words(driven)).toMatchInlineSnapshot(`
    [
      "[The last hour, by the minute]",
    ]
  `);
  const [chart] = charts(driven);
  const open = rows.filter(({ key, final }) => key.endsWith('USDT') && !final).length;
  expect(under(chart)).toBe(`between 2026-01-05 12:00 and 12:04 UTC · ${open} windows still open`);
  expect(chart?.alt).toMatchInlineSnapshot(
    `"The last hour, by the minute: 5 charts. BNBUSDT: 4 candles, the last one, still open, at $513.57. BTCUSDT: 4 candles, the last one, still open, at $61,827.18. ETHUSDT: 4 candles, the last one, still open, at $2,684.84. LTCUSDT: 4 candles, the last one, still open, at $61.27. NEOUSDT: 3 candles, the last one, still open, at $9.62."`,
  );

  const late = rejected.filter(({ reason }) => reason === 'late').map(({ text }) => text);
  const gone = new Set(tradesIn(late).map(({ symbol, id }) => `${symbol} ${id}`));
  const minutes = new Map<string, { time: number; id: number; price: number }[]>();
  for (const { symbol, id, time, price } of tradesIn(fixtureLines)) {
    if (!symbol.endsWith('USDT') || gone.has(`${symbol} ${id}`)) continue;
    const key = `${symbol} ${Math.floor(time / 60_000)}`;
    minutes.set(key, [...(minutes.get(key) ?? []), { time, id, price: Number(price) / 1e8 }]);
  }
  const expected = [...minutes.values()].map((trades) => {
    const prices = trades.sort((a, b) => a.time - b.time || a.id - b.id).map(({ price }) => price);
    return [prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)];
  });
  const told = drawn<Readonly<Record<string, number>>>(chart).map(({ open, high, low, close }) => [
    open,
    high,
    low,
    close,
  ]);
  expect(told.toSorted()).toEqual(expected.toSorted());
});
