import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { product } from '../../src/aggregates/product.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { amount, decimalOf } from '../support/arbitraries.ts';
import { foldOf } from '../support/fold-of.ts';

const total = (units: readonly bigint[]): bigint => units.reduce((all, n) => all + n, 0n);

describe('sum of a field', () => {
  const quantity = foldOf(sum('quantity'));

  test('is exact for amounts of every size, and prints as a decimal', () => {
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const { result, print } = quantity(amounts.map(({ value }) => ({ quantity: value })));
        const exact = decimalOf(total(amounts.map(({ units }) => units)));
        expect(result).toBe(Number(exact));
        expect(print).toBe(exact.replace(/\.?0+$/, ''));
      }),
    );
  });

  test('is exact where a sum of numbers is not', () => {
    expect(quantity([{ quantity: 0.1 }, { quantity: 0.2 }])).toEqual({ result: 0.3, print: '0.3' });
  });

  test('loses nothing past 2^53 units', () => {
    const many = Array.from({ length: 1_000 }, () => ({ quantity: 90_071_992.5474098 }));
    expect(quantity([...many, { quantity: 1e-8 }]).print).toBe('90071992547.40980001');
    expect(quantity([{ quantity: 999_999_999_999_999 }, { quantity: 1e-8 }]).print).toBe('999999999999999.00000001');
  });

  test('skips what is null, and refuses a field that is not there: a misspelt name is no 0', () => {
    expect(quantity([{ quantity: 1.5 }, { quantity: null }]).print).toBe('1.5');
    expect(() => quantity([{} as { quantity: null }])).toThrow('quantity gave undefined');
    expect(quantity([])).toEqual({ result: 0, print: '0' });
  });

  test('refuses what is no finite number, and one that is too large', () => {
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, '1' as unknown as number]) {
      expect(() => quantity([{ quantity: odd }])).toThrow(/^quantity gave .*, wanted a finite number or null$/);
    }
    expect(() => quantity([{ quantity: 1e15 }])).toThrow(RangeError);
  });
});

describe('sum of a function', () => {
  test('rounds each result to 8 places before it is added', () => {
    const third = foldOf(sum((n: number) => n / 3));
    expect(third([1, 1, 1]).print).toBe('0.99999999');
    expect(third([2, 2, 2]).print).toBe('2.00000001');
  });
});

describe('sum of a product', () => {
  test('is exact at 16 places', () => {
    const value = foldOf(sum(product('price', 'quantity')));
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount)), (pairs) => {
        const events = pairs.map(([p, q]) => ({ price: p.value, quantity: q.value }));
        const units = total(pairs.map(([p, q]) => p.units * q.units));
        const { result, print } = value(events);
        expect(result).toBe(Number(`${units}e-16`));
        expect(BigInt(String(print).replace('.', '') || 0)).toBe(BigInt(withoutZeros(units)));
      }),
    );
    expect(value([{ price: 1e-8, quantity: 1e-8 }]).print).toBe('0.0000000000000001');
    expect(value([{ price: null, quantity: 1 }]).print).toBe('0');
  });

  test('loses nothing past 2^105 units', () => {
    const value = foldOf(sum(product('price', 'quantity')));
    const many = Array.from({ length: 100 }, () => ({ price: 67_108_864.1, quantity: 67_108_864.1 }));
    const exact = 100n * 6_710_886_410_000_000n ** 2n + 1n;
    expect(exact > 2n ** 105n).toBe(true);
    expect(value([...many, { price: 1e-8, quantity: 1e-8 }]).print).toBe(
      `${exact / 10n ** 16n}.${String(exact % 10n ** 16n).padStart(16, '0')}`,
    );
  });
});

/** The digits of units of 1e-16 without the zeros at the end of their places. */
function withoutZeros(units: bigint): string {
  let rest = units;
  for (let places = 16; places > 0 && rest % 10n === 0n; places--) rest /= 10n;
  return String(rest);
}
