import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatUnits, mantissa, parseAmount, unitsOf } from '../../src/core/decimal.ts';
import { amount } from '../support/arbitraries.ts';

describe('parseAmount', () => {
  test('reads what Binance writes', () => {
    expect(parseAmount('61837.63000000')).toBe(61837.63);
    expect(parseAmount('0.00000001')).toBe(1e-8);
    expect(parseAmount('100')).toBe(100);
    expect(parseAmount('-0.50')).toBe(-0.5);
    expect(parseAmount('007.5')).toBe(7.5);
    expect(Object.is(parseAmount('-0.00'), 0)).toBe(true);
  });

  test('tells what is too fine or too long from what is no decimal', () => {
    expect(parseAmount('999999999999999.00000000')).toBe(999999999999999);
    expect(parseAmount('9999999.99999999')).toBe(9999999.99999999);
    for (const text of ['1000000000000000', '99999999.99999999', '0.000000001', `${'9'.repeat(400)}.1`]) {
      expect(parseAmount(text), text).toBe('imprecise');
    }
    const odd = ['', '-', '.', '.5', '5.', '-.5', '+1', '1e5', '1E-7', ' 1', '1 ', '1,5', '1.2.3', '1..0', '--1', '1-'];
    for (const text of [...odd, 'NaN', 'Infinity', '0x10', '١', '1_000', '0.00000000000000000x', '.000', '1.\n']) {
      expect(parseAmount(text), text).toBe(undefined);
    }
  });

  test('agrees with a regular expression and BigInt on any text', () => {
    const almost = fc.string({ unit: fc.constantFrom(...'0001599.-e+ '), maxLength: 20 });
    const decimal = fc.stringMatching(/^-?\d{1,17}(\.\d{1,10}0{0,8})?$/);
    fc.assert(
      fc.property(fc.oneof(almost, decimal, fc.string()), (text) => {
        expect(parseAmount(text)).toBe(oracle(text));
      }),
      { numRuns: 20_000 },
    );
    function oracle(text: string): number | 'imprecise' | undefined {
      if (!/^-?[0-9]+(\.[0-9]+)?$/.test(text)) return undefined;
      const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
      const digits = BigInt(short.replace(/[-.]/g, ''));
      const places = short.split('.')[1]?.length ?? 0;
      if (places > 8 || digits > 999_999_999_999_999n) return 'imprecise';
      return Number(text) || 0;
    }
  });

  test('gives the nearest number, which prints back as the same decimal', () => {
    fc.assert(
      fc.property(amount, ({ text, units, value }) => {
        expect(parseAmount(text)).toBe(value);
        if (units === 0n || Math.abs(value) >= 1e-6) expect(String(value)).toBe(formatUnits(units, 8));
      }),
    );
  });
});

describe('mantissa and unitsOf', () => {
  test('are exact for amounts', () => {
    fc.assert(
      fc.property(amount, ({ units, value }) => {
        expect(unitsOf(value)).toBe(units);
        expect(mantissa(value)).toBe(Number(units));
      }),
      { numRuns: 20_000 },
    );
  });

  test('are exact where 15 digits end', () => {
    for (let places = 0; places <= 8; places++) {
      for (const digits of [999_999_999_999_999n, 999_999_999_999_998n, 100_000_000_000_001n, 900_719_925_474_099n]) {
        const value = Number(`${digits}e-${places}`);
        expect(unitsOf(value)).toBe(digits * 10n ** BigInt(8 - places));
        expect(unitsOf(-value)).toBe(-digits * 10n ** BigInt(8 - places));
      }
    }
  });

  test('round other numbers to 8 places, a tie to the even one, or to 15 digits where that is coarser', () => {
    expect(mantissa(0.1 + 0.2)).toBe(30_000_000);
    expect(mantissa(1 / 512)).toBe(195_312); // 0.001953125
    expect(mantissa(3 / 512)).toBe(585_938); // 0.005859375
    expect(mantissa(-1 / 512)).toBe(-195_312);
    expect(mantissa(-3 / 512)).toBe(-585_938);
    expect(mantissa(1e-300)).toBe(0);
    expect(Object.is(mantissa(-1e-9), 0)).toBe(true);
    expect(Object.is(mantissa(-0), 0)).toBe(true);
    expect(unitsOf(123_456_789.123_456_78)).toBe(12_345_678_912_345_700n);
    fc.assert(
      fc.property(fc.double({ min: -9e6, max: 9e6, noNaN: true }), (x) => {
        expect(Math.abs(mantissa(x) - x * 1e8)).toBeLessThanOrEqual(0.5);
        expect(unitsOf(x)).toBe(BigInt(mantissa(x)));
      }),
    );
  });

  test('refuse what is no amount at all', () => {
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e15, -1e300]) {
      expect(() => mantissa(x)).toThrow(RangeError);
      expect(() => unitsOf(x)).toThrow(/wanted a number between -1e15 and 1e15/);
    }
  });
});
