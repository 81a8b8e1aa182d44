import { expect, test } from 'vitest';
import cachePrices from '../../pipelines/cache-prices.ts';
import priceBounds from '../../pipelines/price-bounds.ts';
import { minutes } from '../../src/index.ts';
import { world } from '../support/world.ts';
import { golden, listening, virtualExchange, words } from './virtual.ts';

test('the price is told when it leaves its bounds, again after six hours, and when it is back', async () => {
  const minute = (n: number, value: string) => ({ key: 'price:BTC', value, time: minutes(n) });
  const driven = await golden(priceBounds, [
    minute(0, '3999.99'),
    minute(1, '4000'), // just on it
    minute(2, '4000.01'),
    minute(3, '4100'),
    minute(362, '4200'),
    minute(363, '3900'),
    minute(364, '3799.99'),
    minute(365, '4000.5'), // told not long ago
    minute(366, '3800'),
  ]);
  expect(words(driven)).toMatchInlineSnapshot(`
    [
      "uh ... oh... BTC price: 4000.01",
      "uh ... oh... BTC price: 4200",
      "calm again: BTC price: 3900",
      "uh ... oh... BTC price: 3799.99",
      "calm again: BTC price: 3800",
    ]
  `);
});

test('one job keeps the price, another tells of it, once; and of a price that is old it tells nothing', async () => {
  await virtualExchange();
  const { start, clock, store } = world();
  const { pipeline, heard } = listening(priceBounds);
  const bounds = async () => {
    const running = start(pipeline, { scheduled: clock.now() });
    expect(await running.ended).toBeUndefined();
    return running.lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
  };
  expect(await start(cachePrices).ended).toBeUndefined();
  expect([await bounds(), await bounds()]).toEqual([[], []]);
  expect(heard).toEqual(['uh ... oh... BTC price: 61837.63']);
  await clock.sleep(minutes(4));
  expect(await store.keys.matching('price:*')).toEqual([]);
  expect(await bounds()).toEqual(['there is no such key']);
  expect(heard).toHaveLength(1);
});
