import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inLots } from '../../../src/exchange/client/lot-size.ts';
import { orderFaults } from '../../../src/exchange/client/order-checks.ts';

const lot = (stepSize: string, filterType = 'LOT_SIZE') => ({ filterType, minQty: '0', maxQty: '0', stepSize });

test.each([
  [0.010_009_99, [lot('0.00001000')], '0.01'],
  [0.01 * 0.999, [lot('0.00001')], '0.00999'],
  [0.3, [lot('0.1')], '0.3'],
  [99.9, [lot('1'), lot('0.1', 'MARKET_LOT_SIZE')], '99'],
  [99.9, [lot('0.1'), lot('1', 'MARKET_LOT_SIZE')], '99'],
  [99.9, [lot('0.1'), lot('0', 'MARKET_LOT_SIZE')], '99.9'],
  [1.5, [], '1.5'],
  [1.5, [{ filterType: 'PRICE_FILTER', tickSize: '1', stepSize: '1' }], '1.5'],
  [0.000_000_01, [lot('0.00000001')], '0.00000001'],
] as const)('%d is cut off to whole lots', (quantity, filters, told) => {
  expect(inLots(quantity, filters)).toBe(told);
});

test.each([
  [0.009, 'quantity 0.009 is less than a lot'],
  [0, 'quantity is 0, wanted a number above 0'],
  [-1, 'quantity is -1, wanted'],
  [Number.NaN, 'quantity is NaN, wanted'],
  [1e15, 'quantity is 1000000000000000, wanted'],
])('%d is none', (quantity, why) => {
  expect(() => inLots(quantity, [lot('0.01')])).toThrow(`The order is not sent: ${why}`);
});

test('what is cut off keeps the filters, and a lot more would be too much', () => {
  const places = fc.integer({ min: 0, max: 8 });
  const quantity = fc.integer({ min: 1, max: 10 ** 12 }).map((n) => n / 1e6);
  const property = fc.property(quantity, places, (wanted, digits) => {
    const step = (10 ** -digits).toFixed(8);
    const filters = [{ filterType: 'LOT_SIZE', minQty: '0', maxQty: '0', stepSize: step }];
    if (wanted < Number(step)) return;
    const told = inLots(wanted, filters);
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: told } as const;
    expect(orderFaults(order, filters)).toEqual([]);
    expect(Number(told)).toBeLessThanOrEqual(wanted);
    expect(Number(told) + Number(step)).toBeGreaterThan(wanted * (1 - Number.EPSILON));
  });
  fc.assert(property);
});
