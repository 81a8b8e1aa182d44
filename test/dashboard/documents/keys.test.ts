/** Goal: of charts of one key each, that one is shown at first of which there is most. */
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../../src/core/time.ts';
import { overview } from '../../../src/dashboard/documents/overview.ts';
import { count, log, ohlc, parse, pipeline, trade, tumble, view } from '../../../src/index.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { fold } from '../../support/folded.ts';
import { NOON, tradeAt } from '../../support/market.ts';
import { seenWorld } from '../seen-world.ts';

const window = { size: minutes(1), lateness: seconds(5), key: 'symbol' } as const;
const charts = { candles: { type: 'candlestick', field: 'price', each: 'key' } } as const;
const counted = pipeline('counted')
  .from(log('crypto'))
  .pipe(parse(trade), tumble(window, { trades: count(), price: ohlc('price') }))
  .to(view('counted', { charts }));
const priced = pipeline('priced')
  .from(log('crypto'))
  .pipe(parse(trade), tumble(window, { price: ohlc('price'), trades: count() }))
  .to(view('priced', { charts }));

test.each([
  ['first', counted],
  ['behind a candle', priced],
])('where what adds up stands %s', async (_, one) => {
  const clock = virtualClock(NOON);
  const store = memoryStore({ clock });
  const trades = ['A', 'B', 'B', 'B', 'C'].map((s, i) => tradeAt(NOON + seconds(i), { s: `${s}USDT`, t: i + 1 }));
  await fold(one, trades, { store, clock });
  const world = seenWorld({ store, clock }, [one]);
  for (const [asked, shown] of [
    [{}, 'BUSDT'],
    [{ key: 'CUSDT' }, 'CUSDT'],
    [{ key: 'DUSDT' }, 'BUSDT'],
  ] as const) {
    expect(await overview.read(world, asked)).toMatchObject({ key: shown });
  }
});
