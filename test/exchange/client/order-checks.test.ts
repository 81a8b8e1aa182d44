/** The filters of the exchange as properties, in whole numbers of the last place. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderFaults } from '../../../src/exchange/client/order-checks.ts';
import type { OrderSpec } from '../../../src/exchange/client/order-spec.ts';
import { decimalOf } from '../../support/arbitraries.ts';

const order = (change: Partial<OrderSpec> = {}): OrderSpec => ({ symbol: 'X', side: 'BUY', type: 'LIMIT', ...change });
const units = fc.bigInt({ min: 1n, max: 10n ** 13n });
const small = fc.bigInt({ min: 0n, max: 10n ** 4n });
const text = decimalOf;
const names = (faults: readonly { readonly filter: string }[]) => faults.map(({ filter }) => filter);

describe.each([
  ['LOT_SIZE', 'quantity', 'minQty', 'maxQty', 'stepSize'],
  ['LOT_SIZE', 'icebergQty', 'minQty', 'maxQty', 'stepSize'],
  ['MARKET_LOT_SIZE', 'quantity', 'minQty', 'maxQty', 'stepSize'],
  ['PRICE_FILTER', 'price', 'minPrice', 'maxPrice', 'tickSize'],
  ['PRICE_FILTER', 'stopPrice', 'minPrice', 'maxPrice', 'tickSize'],
])('%s of %s', (filterType, field, min, max, step) => {
  const faultsOf = (value: bigint, least: bigint, most: bigint, size: bigint) =>
    orderFaults(order({ type: filterType === 'MARKET_LOT_SIZE' ? 'MARKET' : 'LIMIT', [field]: text(value) }), [
      { filterType, [min]: text(least), [max]: text(most), [step]: text(size) },
    ]);

  test('is kept by multiples of its step within its bounds, and by no others; 0 bounds nothing', () => {
    fc.assert(
      fc.property(
        small.filter((n) => n > 0n),
        small,
        small,
        fc.bigInt({ min: 0n, max: 12n }),
        (n, least, most, size) => {
          const kept = (least === 0n || n >= least) && (most === 0n || n <= most) && (size === 0n || n % size === 0n);
          expect(faultsOf(n, least, most, size).length === 0).toBe(kept);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('is exact where doubles are not', () => {
    // 0.3 % 0.1 is 0.09999999999999998 in doubles.
    expect(faultsOf(30_000_000n, 0n, 0n, 10_000_000n)).toEqual([]);
    expect(faultsOf(30_000_001n, 0n, 0n, 10_000_000n)).toMatchObject([
      { filter: filterType, message: `${field} 0.30000001 is no multiple of 0.1` },
    ]);
  });
});

test('MARKET_LOT_SIZE is for market orders alone', () => {
  const filter = { filterType: 'MARKET_LOT_SIZE', minQty: '5', maxQty: '9', stepSize: '0' };
  expect(orderFaults(order({ quantity: '1' }), [filter])).toEqual([]);
});

describe.each([
  ['MIN_NOTIONAL', 'applyToMarket'],
  ['NOTIONAL', 'applyMinToMarket'],
])('%s', (filterType, flag) => {
  test('is kept by what is worth enough', () => {
    fc.assert(
      fc.property(units, units, units, (price, quantity, least) => {
        const faults = orderFaults(order({ price: text(price), quantity: text(quantity) }), [
          { filterType, minNotional: text(least), [flag]: false },
        ]);
        expect(faults.length === 0).toBe(price * quantity >= least * 10n ** 8n);
      }),
    );
  });

  test('goes by the average price where a market order is to keep it', () => {
    fc.assert(
      fc.property(units, units, units, fc.boolean(), (average, quantity, least, applies) => {
        const filter = { filterType, minNotional: text(least), [flag]: applies };
        const market = order({ type: 'MARKET', quantity: text(quantity) });
        expect(orderFaults(market, [filter], text(average)).length === 0).toBe(
          !applies || average * quantity >= least * 10n ** 8n,
        );
        expect(orderFaults(market, [filter])).toEqual([]);
      }),
    );
  });
});

test('NOTIONAL has an upper bound, too', () => {
  const filter = { filterType: 'NOTIONAL', minNotional: '5', maxNotional: '100', applyMaxToMarket: false };
  expect(names(orderFaults(order({ price: '10', quantity: '10' }), [filter]))).toEqual([]);
  expect(orderFaults(order({ price: '10', quantity: '10.1' }), [filter])).toEqual([
    { filter: 'NOTIONAL', message: 'price × quantity, 101, is too large, wanted at most 100' },
  ]);
  expect(orderFaults(order({ type: 'MARKET', quantity: '11' }), [filter], '10')).toEqual([]);
});

test('PERCENT_PRICE keeps a price near the average, by side where it says so', () => {
  const percent = fc.bigInt({ min: 1n, max: 10n ** 9n });
  fc.assert(
    fc.property(units, units, percent, percent, fc.constantFrom('BUY', 'SELL'), (price, average, down, up, side) => {
      const kept = price * 10n ** 8n >= average * down && price * 10n ** 8n <= average * up;
      const limit = order({ side: side as 'BUY', price: text(price) });
      const both = { filterType: 'PERCENT_PRICE', multiplierDown: text(down), multiplierUp: text(up) };
      expect(orderFaults(limit, [both], text(average)).length === 0).toBe(kept);
      const [mine, other] = side === 'BUY' ? ['bid', 'ask'] : ['ask', 'bid'];
      const sides = {
        ...{
          filterType: 'PERCENT_PRICE_BY_SIDE',
          [`${mine}MultiplierDown`]: text(down),
          [`${mine}MultiplierUp`]: text(up),
        },
        ...{ [`${other}MultiplierDown`]: '0', [`${other}MultiplierUp`]: '0.00000001' },
      };
      expect(orderFaults(limit, [sides], text(average)).length === 0).toBe(kept);
      expect(orderFaults(limit, [both, sides])).toEqual([]);
    }),
  );
});

test('ICEBERG_PARTS counts the parts, the last one included', () => {
  fc.assert(
    fc.property(units, units, fc.integer({ min: 1, max: 200 }), (quantity, part, limit) => {
      const iceberg = order({ quantity: text(quantity), icebergQty: text(part) });
      const faults = orderFaults(iceberg, [{ filterType: 'ICEBERG_PARTS', limit }]);
      expect(faults.length === 0).toBe(part * BigInt(limit) >= quantity);
    }),
  );
  const whole = order({ quantity: '5', icebergQty: '0' });
  expect(orderFaults(whole, [{ filterType: 'ICEBERG_PARTS', limit: 1 }])).toEqual([]);
});

test('a filter that is not known here limits nothing', () => {
  expect(orderFaults(order({ quantity: '5' }), [{ filterType: 'MAX_NUM_ORDERS', maxNumOrders: 0 }])).toEqual([]);
});
