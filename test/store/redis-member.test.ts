import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText } from '../../src/core/row.ts';
import { digitsOf, numberOf } from '../../src/store/redis-member.ts';

test('the digits of a number rise as it does, and tell it', () => {
  const number = fc.double({ noNaN: true });
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(numberOf(digitsOf(a))).toBe(a + 0);
      expect(Math.sign(compareText(digitsOf(a), digitsOf(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test('a window that starts at -0 is the one that starts at 0', () => {
  expect(digitsOf(-0)).toBe(digitsOf(0));
});
