import { describe, expect, test } from 'vitest';
import { tickOf } from '../../src/market/tick.ts';

const SENT = 1_723_161_255_343;
const tick = (prices: unknown, E: unknown = SENT) => tickOf({ e: 'tick', E, prices });
const pricesOf = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`A${i}`, '1.5']));

describe('a tick', () => {
  test('tells the time and what each asset costs', () => {
    expect(tick({ BTC: '61837.63', ETH: '2680', USDT: '1' })).toStrictEqual({
      time: SENT,
      prices: { BTC: 61_837.63, ETH: 2_680, USDT: 1 },
    });
  });

  test('may tell its time in µs, and no price at all', () => {
    expect(tick({}, SENT * 1_000 + 999)).toStrictEqual({ time: SENT, prices: {} });
  });

  test('tells nothing of an asset whose price is 0', () => {
    expect(tick({ BTC: '0.00000000', ETH: '2680', BNB: '0', LTC: '0.00000001' }).prices).toStrictEqual({
      ETH: 2_680,
      LTC: 1e-8,
    });
  });

  test('of an asset that is called as what could harm a prototype harms none', () => {
    const { prices } = tick(JSON.parse('{"__proto__":"2","constructor":"3"}'));
    expect(Object.entries(prices)).toEqual([
      ['__proto__', 2],
      ['constructor', 3],
    ]);
    expect(Object.getPrototypeOf(prices)).toBe(Object.prototype);
  });

  test('has at most 1,000 prices', () => {
    expect(Object.keys(tick(pricesOf(1_000)).prices)).toHaveLength(1_000);
    expect(() => tick(pricesOf(1_001))).toThrow('1001 prices, wanted at most 1000');
  });

  test.each([[undefined], [null], [[]], [['1']], ['1'], [1], [true]])('whose prices are %j is set aside', (prices) => {
    const detail = { aside: 'unparsable', message: 'prices is no object, wanted {"BTC":"61837.63", …}' };
    expect(() => tick(prices ?? null)).toThrow(expect.objectContaining(detail));
    expect(() => tickOf({ e: 'tick', E: SENT })).toThrow(expect.objectContaining(detail));
  });

  test.each([
    [61837.63, 'unparsable', 'BTC is 61837.63, wanted a decimal string such as "0.05", not negative'],
    ['6e4', 'unparsable', 'BTC is "6e4", wanted a decimal string such as "0.05", not negative'],
    ['-1', 'unparsable', 'BTC is "-1", wanted a decimal string such as "0.05", not negative'],
    [null, 'unparsable', 'BTC is null, wanted a decimal string such as "0.05", not negative'],
    ['1.123456789', 'imprecise', 'BTC is "1.123456789", wanted at most 8 places and 15 digits'],
  ])('with a price of %j is set aside whole, and says of which asset', (price, aside, message) => {
    expect(() => tick({ ETH: '2680', BTC: price })).toThrow(expect.objectContaining({ aside, message }));
  });

  test('without a time is set aside', () => {
    for (const E of [null, 'now', -1]) expect(() => tick({ BTC: '1' }, E)).toThrow(/^E is .*, wanted an integer/);
    expect(() => tickOf({ e: 'tick', prices: {} })).toThrow('E is missing, wanted an integer');
  });
});
