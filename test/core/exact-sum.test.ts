import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExactSum } from '../../src/core/exact-sum.ts';

/** Whole numbers that a double holds exactly, of every size up to 2^104; powers of two more often than by chance. */
const whole = fc
  .tuple(fc.integer({ min: 0, max: 51 }), fc.maxSafeInteger(), fc.boolean())
  .map(([power, n, edge]) => (edge ? Math.sign(n) * 2 ** (power + 53) : n * 2 ** (power % 52)));
const mantissa = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.constantFrom(0, 2 ** 53 - 1, 1 - 2 ** 53));

const bigSum = (numbers: readonly number[]): bigint => numbers.reduce((all, n) => all + BigInt(n), 0n);
const sumOf = (numbers: readonly number[]): ExactSum => numbers.reduce((all, n) => all.add(n), ExactSum.ZERO);

test('a sum of whole numbers of any size is exact', () => {
  fc.assert(
    fc.property(fc.array(whole, { maxLength: 60 }), (numbers) => {
      expect(sumOf(numbers).toUnits()).toBe(bigSum(numbers));
    }),
    { numRuns: 1_000 },
  );
});

test('a sum of products is exact', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(mantissa, mantissa), { maxLength: 60 }), (pairs) => {
      const sum = pairs.reduce((all, [a, b]) => all.addProduct(a, b), ExactSum.ZERO);
      expect(sum.toUnits()).toBe(pairs.reduce((all, [a, b]) => all + BigInt(a) * BigInt(b), 0n));
    }),
    { numRuns: 1_000 },
  );
});

test('merging is exact, however large both are', () => {
  fc.assert(
    fc.property(fc.array(whole), fc.array(whole), fc.bigInt(), (a, b, start) => {
      const merged = ExactSum.fromUnits(start).merge(sumOf(a)).merge(sumOf(b));
      expect(merged.toUnits()).toBe(start + bigSum(a) + bigSum(b));
    }),
    { numRuns: 1_000 },
  );
});

test('nothing is lost past 2^53, nor past 2^105', () => {
  let sum = ExactSum.fromUnits(2n ** 53n).add(1);
  expect(sum.toUnits()).toBe(2n ** 53n + 1n);
  for (let i = 0; i < 100; i++) sum = sum.add(2 ** 104).add(1);
  expect(sum.toUnits()).toBe(100n * 2n ** 104n + 2n ** 53n + 101n);
  for (let i = 0; i < 100; i++) sum = sum.add(-(2 ** 104));
  expect(sum.add(-(2 ** 53)).toUnits()).toBe(101n);
});

test('units of any size come back', () => {
  const near = (power: bigint) => [-1n, 0n, 1n].flatMap((n) => [2n ** power + n, -(2n ** power) + n]);
  for (const units of [52n, 53n, 54n, 103n, 104n, 105n, 106n, 2_000n].flatMap(near)) {
    expect(ExactSum.fromUnits(units).toUnits()).toBe(units);
    expect(ExactSum.fromUnits(units).add(1).toUnits()).toBe(units + 1n);
  }
});

test('a value is never changed', () => {
  const sum = ExactSum.fromUnits(5n);
  Object.freeze(sum);
  sum.add(1);
  sum.addProduct(2, 3);
  sum.merge(sum);
  expect(sum.toUnits()).toBe(5n);
  expect(ExactSum.ZERO.toUnits()).toBe(0n);
});
