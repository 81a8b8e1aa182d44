import { expect, test } from 'vitest';
import { mean } from '../../src/aggregates/mean.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { ohlc } from '../../src/aggregates/ohlc.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { Fold } from '../../src/core/fold.ts';
import { addsUp, chosen, fieldsIn, inDollars } from '../../src/views/fields.ts';

const aggregates = { value: sum('usd'), unpriced: missing('usd'), average: mean('quantity'), price: ohlc('price') };
const fold = new Fold<never>(aggregates) as Fold<never>;
const row = { key: 'a', start: 0, end: 1, closes: 1, final: true, value: 1, unpriced: 0, average: null };
const rows = [null, { open: 1, high: 2, low: 1, close: 2 }].map((price) => ({ ...row, price }));

test('what is computed from dollars is written in dollars, and sums and counts add up', () => {
  const names = ['value', 'unpriced', 'average', 'price.close'];
  expect(names.map((name) => inDollars(fold, name))).toEqual([true, false, false, false]);
  expect(names.map((name) => addsUp(fold, name))).toEqual([true, true, false, false]);
});

test('numbers, and parts of what is none, can be drawn, by the first row that has them', () => {
  const fields = fieldsIn(fold, rows);
  const parts = ['price.open', 'price.high', 'price.low', 'price.close'];
  expect(fields).toEqual({ none: false, numbers: ['value', 'unpriced', 'average', ...parts], candles: ['price'] });
  expect(chosen('v', 'candlestick', [], fields)).toEqual(['price']);
  expect(() => chosen('v', 'bar', ['price'], fields)).toThrow(
    'v has no price to draw: its fields that are numbers are',
  );
  const none = fieldsIn(fold, []);
  expect(chosen('v', 'bar', ['price.close'], none)).toEqual(['price.close']);
  expect(chosen('v', 'candlestick', [], none)).toEqual(['price']);
});
