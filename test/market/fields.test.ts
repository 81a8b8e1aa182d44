import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountOf, flagOf, idOf, Misfit, millisOf, shown, symbolOf } from '../../src/market/fields.ts';

/** What a field of this value is read as. */
const reading =
  <T>(read: (fields: { readonly x: unknown }, field: 'x') => T) =>
  (x: unknown) =>
    read({ x }, 'x');

describe('a symbol', () => {
  const symbol = reading(symbolOf);

  test.each(['BTCUSDT', '1000SATSUSDT', '4USDT', 'BTC-PERP', 'A_B.C', '币安人生USDT', 'ÉÑÜUSDT', 'X'.repeat(64)])(
    '%s is one',
    (text) => {
      expect(symbol(text)).toBe(text);
    },
  );

  test.each(['', 'btcusdt', 'BTCUSDt', 'BTC USDT', 'BTC/USDT', ' BTCUSDT', 'BTCUSDT\n', 'BTC\0', 'X'.repeat(65)])(
    '%j is none',
    (text) => {
      expect(() => symbol(text)).toThrow(Misfit);
    },
  );
});

describe('an id', () => {
  const id = reading(idOf);

  test('is any whole number from 0 to 2^53 - 1', () => {
    expect(id(0)).toBe(0);
    expect(id(2 ** 53 - 1)).toBe(2 ** 53 - 1);
    fc.assert(fc.property(fc.nat(2 ** 53 - 1), (n) => id(n) === n));
  });

  test('is nothing else', () => {
    for (const odd of [2 ** 53, 2 ** 63, 1e300, -1, 0.5, Number.NaN, '1', null, undefined, true, [1], {}]) {
      expect(() => id(odd), String(odd)).toThrow(/^x is .*, wanted an integer from 0 to 2\^53 - 1$/);
    }
  });
});

describe('an amount', () => {
  const amount = reading(amountOf);

  test('is what a decimal string says', () => {
    expect(amount('61837.63000000')).toBe(61_837.63);
    expect(amount('0.00000001')).toBe(1e-8);
    expect(amount('0')).toBe(0);
    expect(amount('9999999.99999999')).toBe(9_999_999.99999999);
  });

  test('is imprecise where a number would not keep all of its digits', () => {
    for (const long of ['0.000000001', '99999999.99999999', '1000000000000000', '-0.000000001']) {
      expect(() => amount(long)).toThrow(expect.objectContaining({ aside: 'imprecise' }));
    }
  });

  test('is no number, no negative and nothing that only looks like one', () => {
    for (const odd of [
      1,
      0.05,
      '-0.01',
      '-1',
      '1e5',
      '+1',
      '.5',
      '5.',
      ' 1',
      '',
      '1,5',
      'NaN',
      null,
      undefined,
      ['1'],
    ]) {
      expect(() => amount(odd), String(odd)).toThrow(expect.objectContaining({ aside: 'unparsable' }));
    }
  });
});

describe('a time', () => {
  const millis = reading(millisOf);

  test('is in ms below 10^14, and in µs from there on', () => {
    expect(millis(0)).toBe(0);
    expect(millis(1_723_161_255_343)).toBe(1_723_161_255_343);
    expect(millis(1e14 - 1)).toBe(1e14 - 1);
    expect(millis(1e14)).toBe(1e11);
  });

  test('in µs is cut to ms, never rounded up', () => {
    expect(millis(1_723_161_255_343_000)).toBe(1_723_161_255_343);
    expect(millis(1_723_161_255_343_999)).toBe(1_723_161_255_343);
  });

  test('is no text and not negative', () => {
    for (const odd of ['1723161255343', -1, 1.5, null, undefined]) expect(() => millis(odd)).toThrow(Misfit);
  });
});

test('a flag is true or false and nothing that counts as one', () => {
  const flag = reading(flagOf);
  expect([flag(true), flag(false)]).toEqual([true, false]);
  for (const odd of [0, 1, 'true', '', null, undefined, []]) {
    expect(() => flag(odd), String(odd)).toThrow(/^x is .*, wanted true or false$/);
  }
});

test('what was got is shown in at most 80 characters, whatever it is', () => {
  expect([undefined, null, 5, 'a"b', true, [], {}].map(shown)).toEqual([
    'missing',
    'null',
    '5',
    String.raw`"a\"b"`,
    'true',
    'an array',
    'an object',
  ]);
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => shown(json).length <= 80));
  expect(shown('x'.repeat(1_000))).toHaveLength(80);
});
