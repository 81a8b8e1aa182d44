import { expect, test } from 'vitest';
import { overall } from '../../src/core/overall.ts';
import { tally } from '../../src/core/tally.ts';
import { count, maximum, missing, sum } from '../../src/index.ts';

const trades = [
  { symbol: 'ETHUSDT', quantity: 0.1, usd: 250 },
  { symbol: 'BTCUSDT', quantity: 0.2, usd: null },
  { symbol: 'BTCUSDT', quantity: 0.3, usd: 18_000 },
];

test('aggregates of a list are what a window makes of it', () => {
  const all = overall(trades, {
    ...{ trades: count(), units: sum('quantity'), most: maximum('quantity') },
    ...{ value: sum('usd'), unpriced: missing('usd') },
  });
  // In binary 0.1 + 0.2 + 0.3 is more than that.
  expect(all).toEqual({ trades: 3, units: 0.6, most: 0.3, value: 18_250, unpriced: 1 });
});

test('of an empty list they are of nothing', () => {
  expect(overall([], { n: count(), units: sum('quantity') })).toEqual({ n: 0, units: 0 });
});

test('a tally has what comes most often first, and what comes as often by name', () => {
  expect(tally([...trades, { symbol: 'BNBUSDT' }], 'symbol')).toEqual([
    { key: 'BTCUSDT', count: 2 },
    { key: 'BNBUSDT', count: 1 },
    { key: 'ETHUSDT', count: 1 },
  ]);
  expect(tally(trades, ({ usd }) => (usd === null ? 'none' : 'priced'))).toEqual([
    { key: 'priced', count: 2 },
    { key: 'none', count: 1 },
  ]);
  expect(tally([], () => 'all')).toEqual([]);
});
