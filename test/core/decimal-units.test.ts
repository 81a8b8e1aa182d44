import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatUnits, nearestNumber, parseUnits, roundHalfEven } from '../../src/core/decimal.ts';

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
