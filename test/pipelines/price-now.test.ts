import { expect, test } from 'vitest';
import priceNow, { priceNow as priceAbove } from '../../pipelines/price-now.ts';
import { answer, asked, golden, virtualExchange, words } from './virtual.ts';

test('tells what a bitcoin costs, in the log and in Slack, to the digit', async () => {
  const exchange = await virtualExchange();
  const driven = await golden(priceNow, await asked(priceNow));
  expect(driven.texts.logged).toMatchInlineSnapshot(`
    [
      "The current Bitcoin price is: 61837.63",
    ]
  `);
  expect(words(driven)).toMatchInlineSnapshot(`
    [
      ":money_with_wings: The current Bitcoin price is: $61837.63",
    ]
  `);
  const { price } = (await answer(exchange, 'ticker/price?symbol=BTCUSDT')) as { readonly price: string };
  expect(driven.texts.logged?.join()).toContain(`: ${price.replace(/0+$/, '')}`);
});

test('tells it, if so wanted, only when it costs more', async () => {
  await virtualExchange();
  const told = async (above: number) => {
    const pipeline = priceAbove({ above });
    return words(await golden(pipeline, await asked(pipeline))).length;
  };
  expect(await Promise.all([4_000, 61_837.62, 61_837.63, 70_000].map(told))).toEqual([1, 1, 0, 0]);
});
