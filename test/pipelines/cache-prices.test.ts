import { expect, test } from 'vitest';
import cachePrices from '../../pipelines/cache-prices.ts';
import { answer, asked, golden, virtualExchange } from './virtual.ts';

test('keeps what a bitcoin and an ether cost, as the exchange tells it', async () => {
  const exchange = await virtualExchange();
  const { keys } = await golden(cachePrices, await asked(cachePrices));
  expect(keys).toMatchInlineSnapshot(`
    {
      "price:BTC": "61837.63",
      "price:ETH": "2683.8",
    }
  `);
  const all = (await answer(exchange, 'ticker/price')) as { readonly symbol: string; readonly price: string }[];
  for (const coin of ['BTC', 'ETH']) {
    const { price } = all.find(({ symbol }) => symbol === `${coin}USDT`) ?? {};
    expect(Number(keys[`price:${coin}`])).toBe(Number(price));
  }
});
