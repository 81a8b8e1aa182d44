import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { mean } from '../../src/aggregates/mean.ts';
import { ohlc } from '../../src/aggregates/ohlc.ts';
import { product } from '../../src/aggregates/product.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { Fold } from '../../src/core/fold.ts';
import { decode, encode } from '../../src/core/json.ts';

interface Event {
  readonly time: number;
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
}
const aggregates = {
  trades: count(),
  units: sum('quantity'),
  value: sum(product('price', 'quantity')),
  mean: mean('price'),
  ohlc: ohlc('price'),
};
const fold = new Fold<Event, typeof aggregates>(aggregates);
const events: readonly Event[] = [
  { time: 1, id: 1, price: 61_837.63, quantity: 0.1 },
  { time: 2, id: 2, price: 61_837.64, quantity: 0.2 },
  { time: 3, id: 3, price: 90_071_992.5474099, quantity: 90_071_992.5474099 },
];
const partials = events.reduce((all, event) => fold.add(all, event), fold.zero());
const head = { key: 'BTCUSDT', start: 0, end: 60_000, closes: 65_000, final: true };

describe('a row of several aggregates', () => {
  const row = fold.row(head, partials);

  test('holds its head and the results as numbers', () => {
    expect(row).toEqual({
      ...head,
      trades: 3,
      units: 90_071_992.8474099,
      value: 8_112_963_841_479_216,
      mean: 30_065_222.6058033,
      ohlc: { open: 61_837.63, high: 90_071_992.5474099, low: 61_837.63, close: 90_071_992.5474099 },
    });
  });

  test('prints exact decimals, and not when it closed', () => {
    expect(JSON.stringify(row)).toBe(
      '{"key":"BTCUSDT","start":0,"end":60000,"final":true,"trades":3,"units":"90071992.8474099",' +
        '"value":"8112963841479215.85769919861801","mean":"30065222.6058033",' +
        '"ohlc":{"open":61837.63,"high":90071992.5474099,"low":61837.63,"close":90071992.5474099}}',
    );
  });

  test('says nothing of how it prints to who lists its fields', () => {
    expect(Object.keys(row)).toEqual([...Object.keys(head), ...Object.keys(aggregates)]);
    expect({ ...row }).not.toHaveProperty('toJSON');
  });
});

describe('partials', () => {
  test('are saved under the names of the results, and loaded the same', () => {
    const bytes = encode(fold.save(partials));
    expect(Object.keys(JSON.parse(bytes))).toEqual(['trades', 'units', 'value', 'mean', 'ohlc']);
    expect(encode(fold.save(fold.load(decode(bytes))))).toBe(bytes);
    expect(fold.row(head, fold.load(decode(bytes)))).toEqual(fold.row(head, partials));
  });

  test('are found by their names, in whatever order the store has them', () => {
    const saved = Object.fromEntries(Object.entries(fold.save(partials) as object).reverse());
    expect(encode(fold.save(fold.load(saved)))).toBe(encode(fold.save(partials)));
  });

  test('of two parts merge into those of the whole', () => {
    const [one, ...more] = events;
    const first = one ? fold.add(fold.zero(), one) : fold.zero();
    const rest = more.reduce((all, event) => fold.add(all, event), fold.zero());
    for (const merged of [fold.merge(first, rest), fold.merge(rest, first), fold.merge(fold.zero(), partials)]) {
      expect(encode(fold.save(merged))).toBe(encode(fold.save(partials)));
    }
  });

  test('are as they were when an aggregate throws on an event', () => {
    const before = encode(fold.save(partials));
    expect(() => fold.add(partials, { time: 4, id: 4, price: Number.NaN, quantity: 1 })).toThrow(RangeError);
    expect(encode(fold.save(partials))).toBe(before);
  });
});

test('a fold says what it computes, in the order in which it was declared', () => {
  expect(fold.names).toEqual(['trades', 'units', 'value', 'mean', 'ohlc']);
  expect(fold.computes).toEqual([
    'count()',
    'sum(quantity)',
    'sum(product(price, quantity))',
    'mean(price)',
    'ohlc(price)',
  ]);
});

test('a fold of nothing has rows of their heads alone', () => {
  const none = new Fold({});
  const row = none.row(head, none.zero());
  expect({ ...row }).toEqual(head);
  expect(JSON.stringify(row)).toBe('{"key":"BTCUSDT","start":0,"end":60000,"final":true}');
});
