import fc from 'fast-check';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Batch, type Purpose } from '../../src/core/batch.ts';
import type { Read } from '../../src/core/record.ts';
import { State } from '../../src/core/state.ts';
import { minutes, START_OF_TIME, seconds } from '../../src/core/time.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import type { EndEvent, MarketEvent, TickEvent, TradePayload } from '../../src/market/events.ts';
import { trade as decoder } from '../../src/market/trade.ts';
import { ticks } from '../../src/operators/ticks.ts';

type Out = MarketEvent | TickEvent | EndEvent;

const START = Date.UTC(2024, 7, 8, 12);
const market = createMarket({ seed: 9, start: START }).until(START + minutes(2));
const readOf = (items: readonly MarketEvent[]): Read<MarketEvent> => ({ items, position: '', positionOf: String });

/** Folds the batches; each begins with what the last one left in the store. */
async function run(batches: readonly (readonly MarketEvent[])[], purpose: Purpose = 'data') {
  const state = new State();
  const put = batches.map((items) => Batch.of(readOf(items), START_OF_TIME, state, purpose));
  return lastValueFrom(from(put).pipe(ticks({ every: seconds(5) }), toArray()));
}
const all = async (batches: readonly (readonly MarketEvent[])[]): Promise<Out[]> =>
  (await run(batches)).flatMap(({ events }) => [...events]);

const trade = (s: string, t: number, T: number, p = '2.50000000'): TradePayload => ({
  e: 'trade',
  E: T + 1,
  s,
  t,
  p,
  q: '1.00000000',
  T,
  m: true,
  M: true,
});
const ticksIn = (events: readonly Out[]): TickEvent[] =>
  events.filter((event): event is TickEvent => event.e === 'tick');

describe('ticks', () => {
  test('follow the trade with which time enters a new span, with the last price of each asset', async () => {
    const events = await all([
      [
        trade('BTCUSDT', 1, 4_000, '61837.63000000'),
        trade('ETHBTC', 1, 4_999),
        trade('ETHUSDT', 5, 5_000, '2680.00000000'),
      ],
      [trade('BTCUSDT', 2, 5_001), trade('BTCUSDT', 3, 17_000, '0.00010000'), trade('BTCUSDT', 4, 17_001)],
    ]);
    expect(events.map((event) => event.e)).toEqual([
      'trade',
      'trade',
      'trade',
      'tick',
      'trade',
      'trade',
      'tick',
      'trade',
    ]);
    expect(ticksIn(events)).toEqual([
      { e: 'tick', E: 5_000, prices: { BTC: '61837.63', ETH: '2680', USDT: '1' } },
      { e: 'tick', E: 17_000, prices: { BTC: '0.0001', ETH: '2680', USDT: '1' } },
    ]);
  });

  test('go by the largest time so far: a late trade neither makes one nor tells an old price', async () => {
    const events = await all([
      [
        trade('BTCUSDT', 9, 10_000, '9.00000000'),
        trade('BTCUSDT', 8, 4_000, '8.00000000'),
        trade('ETHUSDT', 1, 15_000),
      ],
    ]);
    expect(ticksIn(events).map(({ E, prices }) => [E, prices.BTC])).toEqual([
      [10_000, '9'],
      [15_000, '9'],
    ]);
  });

  test('are the same however the trades are cut into batches, and each comes from the record of its trade', async () => {
    const whole = await all([market]);
    expect(ticksIn(whole)).toHaveLength(24);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: market.length }), { maxLength: 20 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), market.length];
        const batches = await run(at.slice(1).map((end, i) => market.slice(at[i], end)));
        expect(batches.flatMap(({ events }) => [...events])).toEqual(whole);
        for (const batch of batches) {
          batch.events.forEach((event, i) => {
            const cause = batch.read.items[batch.recordOf(i)];
            if (event.e === 'tick') expect(cause).toMatchObject({ e: 'trade', T: event.E });
            else expect(cause).toBe(event);
          });
        }
      }),
      { numRuns: 20 },
    );
  });

  test('leave gap events where they are', async () => {
    const gap = { e: 'gap', E: 60_000, s: 'BTCUSDT', from: 2, to: 3 } as const;
    expect(await all([[trade('BTCUSDT', 1, 1_000), gap]])).toEqual([trade('BTCUSDT', 1, 1_000), gap]);
  });

  test('count what gap events miss, once', async () => {
    const gap = { e: 'gap', E: 60_000, s: 'BTCUSDT', from: 2, to: 3 } as const;
    const lost = { ...gap, lost: true, again: true } as const;
    const state = new State();
    const batch = Batch.of(readOf([gap, lost]), START_OF_TIME, state, 'data');
    const ticked = await lastValueFrom(from([batch]).pipe(ticks({ every: seconds(5) })));
    expect(ticked.events).toEqual([gap, lost]);
    expect(state.counts).toMatchObject({ gaps: 1, missed: 2 });
  });

  test('are what a log is read back with', async () => {
    const [tick] = ticksIn(await all([[trade('BTCUSDT', 1, 5_000, '61837.63000000')]]));
    expect(decoder.decode({ data: Buffer.from(JSON.stringify(tick)) })).toEqual({
      aside: 'tick',
      tick: { time: 5_000, prices: { BTC: 61837.63, USDT: 1 } },
    });
  });

  test('tell of assets without trades of their own what the source tells of them, until that is too old', async () => {
    const quote = { e: 'tick', E: 4_000, prices: { ETH: '2', BTC: '9' } } as const;
    const events = await all([
      [trade('BTCUSDT', 1, 4_000, '61837.63000000'), quote, trade('ETHBTC', 1, 5_000)],
      [trade('ETHBTC', 2, minutes(15)), trade('ETHBTC', 3, minutes(15) + seconds(5))],
    ]);
    expect(ticksIn(events).map(({ prices }) => prices)).toEqual([
      { ETH: '2', BTC: '61837.63', USDT: '1' },
      { ETH: '2', BTC: '61837.63', USDT: '1' },
      { USDT: '1' },
    ]);
  });
});
