import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { maximum } from '../../src/aggregates/maximum.ts';
import { mean } from '../../src/aggregates/mean.ts';
import { minimum } from '../../src/aggregates/minimum.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { product } from '../../src/aggregates/product.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { vwap } from '../../src/aggregates/vwap.ts';
import { foldOf } from '../support/fold-of.ts';

const prices = [{ price: 3 }, { price: null }, { price: -0.5 }, { price: 61_837.63 }];
const none = [{ price: null }];

test('count counts events', () => {
  expect(foldOf(count())(prices).result).toBe(4);
});

test('missing counts what is null and what is not there', () => {
  const events: { price?: number | null }[] = [...prices, {}, { price: 0 }];
  expect(foldOf(missing('price'))(events).result).toBe(2);
  expect(foldOf(missing((n: number) => (n > 1 ? null : n)))([1, 2, 3]).result).toBe(2);
});

test('minimum and maximum skip nulls, and are null when there is nothing', () => {
  expect(foldOf(minimum('price'))(prices).result).toBe(-0.5);
  expect(foldOf(maximum('price'))(prices).result).toBe(61_837.63);
  expect(foldOf(minimum('price'))(none).result).toBe(null);
  expect(foldOf(maximum('price'))(none).result).toBe(null);
  expect(foldOf(maximum((n: number) => -n))([3, 1, 2]).result).toBe(-1);
  expect(foldOf(minimum((n: number) => -n))([3, 1, 2]).result).toBe(-3);
  expect(() => foldOf(minimum('price'))([{ price: Number.NaN }])).toThrow(/price gave NaN/);
});

describe('mean', () => {
  test('is the exact sum through the count, half-even at 8 places', () => {
    expect(foldOf(mean('price'))([{ price: 0.1 }, { price: null }, { price: 0.2 }])).toEqual({
      result: 0.15,
      print: '0.15',
    });
    expect(foldOf(mean((n: number) => n))([1, 1, 0]).print).toBe('0.66666667');
    expect(foldOf(mean((n: number) => n))([1e-8, 0]).print).toBe('0');
    expect(foldOf(mean((n: number) => n))([3e-8, 0]).print).toBe('0.00000002');
    expect(foldOf(mean((n: number) => n))([-3e-8, 0]).print).toBe('-0.00000002');
  });

  test('is null when there is nothing', () => {
    expect(foldOf(mean('price'))(none)).toEqual({ result: null, print: null });
  });
});

describe('vwap', () => {
  const weighted = foldOf(vwap('price', 'quantity'));

  test('weighs each price by its quantity, half-even at 8 places', () => {
    expect(
      weighted([
        { price: 10, quantity: 1 },
        { price: 20, quantity: 2 },
        { price: null, quantity: 5 },
        { price: 7, quantity: null },
      ]),
    ).toEqual({ result: 16.66666667, print: '16.66666667' });
    const half = [
      { price: 0.00000001, quantity: 0.5 },
      { price: 0.00000002, quantity: 0.5 },
    ];
    expect(weighted(half).print).toBe('0.00000002');
  });

  test('is null when no quantity changed hands', () => {
    expect(weighted([{ price: 10, quantity: 0 }])).toEqual({ result: null, print: null });
  });
});

test('a name tells what is computed, fields and functions included', () => {
  expect(
    [count(), missing('usd'), sum('usd'), sum(product('price', 'quantity')), vwap('price', 'quantity')].map(
      ({ name }) => name,
    ),
  ).toEqual(['count()', 'missing(usd)', 'sum(usd)', 'sum(product(price, quantity))', 'vwap(price, quantity)']);
  expect(mean((n: number) => n + 1).name).toBe('mean((n) => n + 1)');
});
