import { describe, expect, test } from 'vitest';
import { Columns } from '../../src/core/columns.ts';

const columns = new Columns({
  length: 3,
  numbers: { id: Float64Array.of(7, 8, 9, 0), price: Float64Array.of(1.5, Number.NaN, 2, 0) },
  texts: { symbol: { ids: Uint16Array.of(0, 1, 0, 0), texts: ['BTC', 'ETH'] } },
  make: (i) => ({ symbol: ['BTC', 'ETH', 'BTC'][i] ?? '', id: 7 + i }),
});

const BTC7 = { symbol: 'BTC', id: 7 };
const ETH8 = { symbol: 'ETH', id: 8 };
const BTC9 = { symbol: 'BTC', id: 9 };

describe('columns', () => {
  test('are as many events, which are made when they are asked for', () => {
    expect(columns.length).toBe(3);
    expect(columns.events()).toStrictEqual([BTC7, ETH8, BTC9]);
    expect(columns.events()[0]).not.toBe(columns.events()[0]);
  });

  test('are known by the names of fields, and by no other names', () => {
    expect(columns.numbers('id')?.[1]).toBe(8);
    expect(columns.texts('symbol')?.texts).toEqual(['BTC', 'ETH']);
    for (const name of ['symbol', 'constructor', '__proto__', 'missing']) expect(columns.numbers(name)).toBeUndefined();
    expect(columns.texts('id')).toBeUndefined();
  });

  test('get another field, null where it is NaN, and stay what they were', () => {
    const more = columns.plus('usd', Float64Array.of(1, Number.NaN, 3));
    expect(more.events()).toStrictEqual([
      { ...BTC7, usd: 1 },
      { ...ETH8, usd: null },
      { ...BTC9, usd: 3 },
    ]);
    expect(more.numbers('usd')?.[2]).toBe(3);
    expect(columns.numbers('usd')).toBeUndefined();
    expect(columns.events()[0]).toStrictEqual(BTC7);
  });

  test('are picked by their indexes, with all of their fields, and again', () => {
    const picked = columns.plus('usd', Float64Array.of(1, Number.NaN, 3)).pick([2, 1]);
    expect(picked.events()).toStrictEqual([
      { ...BTC9, usd: 3 },
      { ...ETH8, usd: null },
    ]);
    expect([...(picked.numbers('price') ?? [])]).toEqual([2, Number.NaN]);
    expect([...(picked.texts('symbol')?.ids ?? [])]).toEqual([0, 1]);
    expect(picked.pick([1]).events()).toStrictEqual([{ ...ETH8, usd: null }]);
    expect(picked.pick([]).events()).toEqual([]);
  });
});
