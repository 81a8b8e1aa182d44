/** Goal: a page says of closing prices what the API says. */
import { expect, test } from 'vitest';
import { hours, minutes, seconds } from '../../../src/core/time.ts';
import { stats } from '../../../src/dashboard/documents/stats.ts';
import { symbol } from '../../../src/dashboard/documents/symbol.ts';
import type { SymbolDocument } from '../../../src/dashboard/documents/view-shapes.ts';
import { log, ohlc, parse, pipeline, trade, tumble, view } from '../../../src/index.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { fold } from '../../support/folded.ts';
import { NOON, tradeAt } from '../../support/market.ts';
import { seenWorld } from '../seen-world.ts';

const candlesOf = (size: number, last = hours(1)) =>
  pipeline('candles')
    .from(log('crypto'))
    .pipe(parse(trade), tumble({ size, lateness: seconds(5), key: 'symbol' }, { price: ohlc('price') }))
    .to(view('candles', { charts: { candles: { type: 'candlestick', field: 'price', each: 'key', last } } }));

test.each([
  ['of a minute', candlesOf(minutes(1))],
  ['of a minute, with charts of two hours', candlesOf(minutes(1), hours(2))],
  ['of 10 s', candlesOf(seconds(10))],
])('of candles %s', async (_, candles) => {
  const clock = virtualClock(NOON);
  const store = memoryStore({ clock });
  // Nothing in two minutes: the last sixty candles would go further back than an hour.
  const traded = Array.from({ length: 130 }, (_, i) => i).filter((i) => i !== 40 && i !== 41);
  const trades = traded.map((i) => tradeAt(NOON + minutes(i) + seconds(2), { t: i + 1, p: `${100 + ((i * 7) % 50)}` }));
  await fold(candles, trades, { store, clock });
  const world = seenWorld({ store, clock }, [candles]);
  for (const at of [undefined, NOON + minutes(80), NOON + minutes(80) + seconds(30), NOON + minutes(84) + seconds(7)]) {
    const asked = { key: 'BTCUSDT', ...(at !== undefined && { at: `${at}` }) };
    const page = (await symbol.read(world, asked)) as SymbolDocument;
    expect(page.stats).toEqual(await stats(world, 'BTCUSDT', at));
    expect(page.stats?.candles).toBeGreaterThan(50);
  }
});
