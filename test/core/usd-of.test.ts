import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usdOf } from '../../src/core/decimal.ts';
import { amount } from '../support/arbitraries.ts';

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
