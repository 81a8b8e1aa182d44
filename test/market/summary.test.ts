import fc from 'fast-check';
import { expect, test } from 'vitest';
import { summaryOf } from '../../src/market/summary.ts';
import { decimalOf } from '../support/arbitraries.ts';

test('numbers are summed up as R does it', () => {
  // summary(c(1, 2, 4, 8, 16.5))
  expect(summaryOf(['4', '16.5', '1', '8.00', '2'])).toEqual({
    ...{ min: '1', q1: '2', median: '4', mean: '6.3', q3: '8', max: '16.5' },
  });
  // summary(c(1, 2, 4, 8)): 1.75, 3, 3.75, 5
  expect(summaryOf(['8', '4', '2', '1'])).toMatchObject({ q1: '1.75', median: '3', mean: '3.75', q3: '5' });
});

test('one number is all of its summary, none has none', () => {
  const one = '0.00000001';
  expect(summaryOf([one])).toEqual({ min: one, q1: one, median: one, mean: one, q3: one, max: one });
  expect(summaryOf([])).toBeUndefined();
});

test('the mean is rounded half-even to 8 places, and the quartiles are exact', () => {
  expect(summaryOf(['1', '1', '2'])?.mean).toBe('1.33333333');
  expect(summaryOf(['0.00000001', '0.00000002'])).toMatchObject({ mean: '0.00000002', q1: '0.0000000125' });
  expect(summaryOf(['0', '0.00000001'])?.mean).toBe('0');
});

test('it is in order, whatever the numbers', () => {
  const units = fc.bigInt({ min: 0n, max: 10n ** 14n });
  fc.assert(
    fc.property(fc.array(units, { minLength: 1, maxLength: 50 }), (all) => {
      const { min, q1, median, mean, q3, max } = summaryOf(all.map(decimalOf)) ?? {};
      const order = [min, q1, median, q3, max].map(Number);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(Number(min)).toBe(Math.min(...all.map((one) => Number(decimalOf(one)))));
      expect(Number(mean)).toBeGreaterThanOrEqual(Number(min));
      expect(Number(mean)).toBeLessThanOrEqual(Number(max));
    }),
  );
});
