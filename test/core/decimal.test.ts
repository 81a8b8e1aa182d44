import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatUnits,
  mantissa,
  nearestNumber,
  parseAmount,
  parseUnits,
  roundHalfEven,
  unitsOf,
  usdOf,
} from '../../src/core/decimal.ts';
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

describe('usdOf', () => {
  /** By text: the product is written out in full, then cut at the place, and the rest compared with a half. */
  function oracle(...units: readonly bigint[]): number | undefined {
    const product = units.reduce((all, n) => all * n, 1n);
    const text = String(product < 0n ? -product : product).padStart(25, '0');
    for (let places = 8; places >= 0; places--) {
      const cut = text.length - 24 + places;
      const rest = text.slice(cut);
      const half = '5'.padEnd(rest.length, '0');
      const kept = BigInt(text.slice(0, cut));
      const digits = String(rest > half || (rest === half && kept % 2n === 1n) ? kept + 1n : kept);
      if (digits.length > 15) continue;
      return Number(`${product < 0n ? '-' : ''}${digits}e-${places}`) || 0;
    }
    return undefined;
  }

  const agrees = (a: { value: number; units: bigint }, b: typeof a, c: typeof a) => {
    const wanted = oracle(a.units, b.units, c.units);
    if (wanted === undefined) expect(() => usdOf(a.value, b.value, c.value)).toThrow(RangeError);
    else expect(usdOf(a.value, b.value, c.value)).toBe(wanted);
    return wanted !== undefined;
  };

  test('is the exact product, rounded half-even, an amount again', () => {
    fc.assert(
      fc.property(amount, amount, amount, (a, b, c) => {
        agrees(a, b, c);
      }),
      { numRuns: 20_000 },
    );
  });

  test('is right on ties and right beside them', () => {
    const one = { value: 1, units: 10n ** 8n };
    const odd = fc.integer({ min: 0, max: 5_000_000 }).map((n) => 2 * n + 1);
    fc.assert(
      fc.property(odd, fc.constantFrom(2, 4, 8, 5, 6), fc.constantFrom(-1, 0, 0, 1), (n, by, beside) => {
        // n / 1e8 × 5 / 10, and so on: the ninth place is often a 5 with nothing behind it.
        const a = { value: Number(`${n}e-8`), units: BigInt(n) };
        const b = { value: Number(`${by * 10_000_000 + beside}e-8`), units: BigInt(by * 10_000_000 + beside) };
        agrees(a, b, one);
        agrees(a, one, b);
      }),
      { numRuns: 20_000 },
    );
    expect(usdOf(0.00000001, 0.5, 1)).toBe(0);
    expect(usdOf(0.00000003, 0.5, 1)).toBe(0.00000002);
    expect(usdOf(0.00000003, -0.5, 1)).toBe(-0.00000002);
  });

  test('keeps 15 digits of what is large, rounded once', () => {
    expect(usdOf(99_999_999.9999999, 10, 1)).toBe(999_999_999.999999);
    expect(usdOf(61_837.63, 12_345.678_9, 1)).toBe(763_427_523.917_007);
    expect(() => usdOf(1e14, 10, 1)).toThrow(/too large/);
  });
});

describe('units', () => {
  test('are written without zeros at the end, and read back', () => {
    expect(formatUnits(0n, 8)).toBe('0');
    expect(formatUnits(-50_000_000n, 8)).toBe('-0.5');
    expect(formatUnits(1_230n, 2)).toBe('12.3');
    expect(formatUnits(1_200n, 0)).toBe('1200');
    expect(parseUnits('-0.5', 8)).toBe(-50_000_000n);
    fc.assert(
      fc.property(fc.bigInt(), fc.nat(20), (units, places) => {
        const text = formatUnits(units, places);
        expect(parseUnits(text, places)).toBe(units);
        expect(text).toMatch(/^(-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
        expect(nearestNumber(units, places)).toBe(Number(text));
      }),
    );
  });

  test('that are no plain decimal, or too fine, are refused', () => {
    for (const text of ['', '1e5', '.5', '1.', ' 1', 'x', '0.123']) {
      expect(() => parseUnits(text, 2)).toThrow(RangeError);
    }
  });

  test('round half-even', () => {
    const cases = [
      [5n, 2n, 2n],
      [7n, 2n, 4n],
      [-5n, 2n, -2n],
      [-7n, 2n, -4n],
      [1n, 2n, 0n],
      [5n, 3n, 2n],
      [7n, -2n, -4n],
    ];
    for (const [n = 0n, d = 1n, wanted] of cases) expect(roundHalfEven(n, d)).toBe(wanted);
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), fc.boolean(), (n, size, negative) => {
        const d = negative ? -size : size;
        const twiceOff = 2n * (roundHalfEven(n, d) * d - n);
        const off = twiceOff < 0n ? -twiceOff : twiceOff;
        expect(off < size || (off === size && roundHalfEven(n, d) % 2n === 0n)).toBe(true);
      }),
    );
  });
});
