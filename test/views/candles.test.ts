/** Goal: a longer candle is final when nothing can come to it any more. */
import { expect, test } from 'vitest';
import candles from '../../pipelines/candles.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { candlesOf, candleView } from '../../src/views/candles.ts';
import { fold } from '../support/folded.ts';
import { NOON, tradeAt } from '../support/market.ts';

test('a candle whose last windows had no trade, or are still to come, is final once these would be', async () => {
  const clock = virtualClock(NOON);
  const store = memoryStore({ clock });
  const trades = [0, 1, 7].map((i) => tradeAt(NOON + minutes(i), { t: i + 1, p: `${i + 1}` }));
  await fold(candles, trades, { store, clock });
  const view = await candleView(store, [candles]);
  const final = async (at?: number) => {
    const asked = { interval: minutes(5), limit: 2, at };
    const found = await candlesOf(view, 'BTCUSDT', asked, clock);
    return found.candles.map(({ openTime, close, final }) => [(openTime - NOON) / minutes(1), close, final]);
  };
  expect(await final(NOON + minutes(5) + seconds(4))).toEqual([[0, 2, false]]);
  expect(await final(NOON + minutes(5) + seconds(5))).toEqual([[0, 2, true]]);
  expect(await final()).toEqual([
    [0, 2, true],
    [5, 8, false],
  ]);
});
