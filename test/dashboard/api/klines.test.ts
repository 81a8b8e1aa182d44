/** Goal: candles and their closing prices, as a view has them, in each interval. */
import { expect, test } from 'vitest';
import candles from '../../../pipelines/candles.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { fold } from '../../support/folded.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { NOON, tradeAt } from '../../support/market.ts';
import { problem, served, sizeOf } from './api.ts';

const MINUTE = 60_000;

/** In minute `i` from noon on it opens at 100 + i, and closes at 100.5 + i. */
async function candlesOf(minutes: number) {
  const clock = virtualClock(NOON);
  const store = memoryStore({ clock });
  const trades = Array.from({ length: minutes }, (_, i) => [
    tradeAt(NOON + i * MINUTE + 1_000, { t: 2 * i, p: `${100 + i}` }),
    tradeAt(NOON + i * MINUTE + 50_000, { t: 2 * i + 1, p: `${100 + i}.5` }),
  ]).flat();
  await fold(candles, [...trades.slice(0, 1), tradeAt(NOON + 2_000, { s: 'ETHBTC', p: '0.05' }), ...trades.slice(1)], {
    ...{ store, clock, batch: 50 },
  });
  return served(store, [candles]);
}

const altOf = (svg: string) => [...svg.matchAll(/>([^<>]+)<\/(?:text|tspan)>/g)].map(([, text]) => text).join(' ');

test('the last candles are drawn, of a minute or longer', async () => {
  await using dashboard = await candlesOf(70);
  const png = await dashboard.ask('/api/klines/btcusdt.png');
  expect(png.headers['content-type']).toBe('image/png');
  expect(sizeOf(png.body)).toEqual([1_600, 1_000]);
  const texts = async (query: string) => altOf((await dashboard.ask(`/api/klines/BTCUSDT.svg${query}`)).text);
  expect(await texts('')).toMatch(/BTCUSDT, candles of 1 min.*between 2024-08-08 12:10 and 13:10 UTC · the last one/);
  expect(await texts('?interval=5m&limit=3')).toMatch(/candles of 5 min.*between 2024-08-08 12:55 and 13:10 UTC/);
  expect(await texts('?interval=1h&limit=1000')).toMatch(
    /candles of 1 h.*between 2024-08-08 12:00 and 14:00 UTC · the/,
  );
  const then = `?interval=5m&at=${NOON + 5 * MINUTE + 5_000}`;
  expect(await texts(then)).toMatch(/between 2024-08-08 12:00 and 12:05 UTC · Last Updated: 2024-08-08 12:05:05 UTC/);
  expect(await texts(then)).not.toContain('open');
});

test('closing prices of the last hour are told, exactly', async () => {
  await using dashboard = await candlesOf(70);
  const stats = JSON.parse((await dashboard.ask('/api/stats/btcusdt')).text);
  expect(stats).toEqual({
    ...{ symbol: 'BTCUSDT', from: NOON + 10 * MINUTE, to: NOON + 70 * MINUTE, candles: 60 },
    ...{ min: 110.5, mean: 140, max: 169.5, last: 169.5 },
  });
  const text = await dashboard.ask('/api/stats/BTCUSDT.txt');
  expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(text.text.split('\n')).toEqual([
    'BTCUSDT: 60 candles, 2024-08-08T12:10:00.000Z to 2024-08-08T13:10:00.000Z',
    ...['', 'close  price', '-----  -----', 'min    110.5', 'mean   140', 'max    169.5', 'last   169.5', ''],
  ]);
  const then = JSON.parse((await dashboard.ask(`/api/stats/BTCUSDT?at=${NOON + 3 * MINUTE + 5_000}`)).text);
  expect(then).toMatchObject({ candles: 3, mean: 101.5, last: 102.5 });
});

test('of what there is not it is said what there is', async () => {
  await using dashboard = await candlesOf(70);
  for (const path of ['/api/klines/none.png?limit=100', '/api/klines/none.svg?interval=1h']) {
    expect(await problem(dashboard, path)).toEqual([
      404,
      expect.stringMatching(/^candles has no none from .* on; it has BTCUSDT, ETHBTC\.$/),
    ]);
  }
  expect(await problem(dashboard, '/api/stats/ETHBTC')).toEqual([404, expect.stringMatching(/it has BTCUSDT\.$/)]);
  expect((await problem(dashboard, `/api/stats/BTCUSDT?at=${NOON}`))[0]).toBe(404);
  for (const query of ['interval=2m', 'limit=0', 'limit=1001', 'from=1']) {
    expect((await problem(dashboard, `/api/klines/BTCUSDT.png?${query}`))[0], query).toBe(400);
  }
  await using empty = await served(memoryStore({ clock: new ManualClock() }));
  const unrun = 'No view here keeps candles yet. Run "millrace run candles", which does.';
  expect(await problem(empty, '/api/klines/BTCUSDT.png')).toEqual([404, unrun]);
  expect(await problem(empty, '/api/stats/BTCUSDT')).toEqual([404, unrun]);
});
