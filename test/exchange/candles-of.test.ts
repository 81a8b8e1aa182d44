import { expect, test } from 'vitest';
import { candlesOf } from '../../src/exchange/candles-of.ts';
import { marketClient } from '../../src/exchange/client.ts';
import { minutes } from '../../src/index.ts';
import { untraded } from '../../src/market/untraded.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { exchangeOf, START } from '../support/exchange.ts';

test('candles of several symbols come in their order, and what is gone is named in their place', async () => {
  const exchange = await exchangeOf({ past: { minutes: 10, until: START } });
  exchange.halt('ETHUSDT', 'BREAK');
  exchange.halt('LTCUSDT', 'HALT');
  exchange.delist('NEOUSDT');
  const client = marketClient({ url: exchange.restUrl, clock: systemClock });
  const all = await candlesOf(client, ['LTCUSDT', 'ARKBTC', 'BTCUSDT', 'NEOUSDT', 'ETHUSDT'], { limit: 3 });
  expect(all.map(({ symbol, traded, candles }) => [symbol, traded, candles.length])).toEqual([
    ['LTCUSDT', true, 3], // it only rests
    ['ARKBTC', false, 0],
    ['BTCUSDT', true, 3],
    ['NEOUSDT', false, 0],
    ['ETHUSDT', false, 0],
  ]);
  expect(untraded(all)).toBe('Not listed here, or not traded any more: ARKBTC, NEOUSDT, ETHUSDT.');
  expect(untraded(all.slice(0, 1))).toBe('');
  const [first, second] = all[2]?.candles ?? [];
  expect([first?.symbol, (second?.openTime ?? 0) - (first?.openTime ?? 0)]).toEqual(['BTCUSDT', minutes(1)]);
});
