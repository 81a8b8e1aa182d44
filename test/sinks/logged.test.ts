import { expect, test } from 'vitest';
import { cached, logged, pipeline } from '../../src/index.ts';
import { drive } from '../../src/testing.ts';
import { world } from '../support/world.ts';

const job = pipeline('prices')
  .from(cached('price:*'))
  .to(logged((prices) => prices.map(({ key, value }) => `${key} is ${value}`).join(', ')));

test('its line is in the log of the run', async () => {
  const { store, start } = world();
  await store.keys.put('price:BTC', '61837.63');
  await store.keys.put('price:ETH', '2683.8');
  const running = start(job);
  expect(await running.ended).toBeUndefined();
  expect(running.lines).toContainEqual({
    ...{ level: 'info', fields: { pipeline: 'prices' } },
    message: 'price:BTC is 61837.63, price:ETH is 2683.8',
  });
});

test('a test is shown what it would log', async () => {
  const { texts } = await drive(job, [{ key: 'price:BTC', value: '1' }]);
  expect(texts.logged).toEqual(['price:BTC is 1']);
});
