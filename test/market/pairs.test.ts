import { expect, test } from 'vitest';
import { defaultPairs } from '../../src/market/pairs.ts';
import { splitSymbol } from '../../src/market/symbol.ts';

test('each default pair is named after its assets, and its symbol splits into them again', () => {
  for (const { symbol, base, quote } of defaultPairs) {
    expect(symbol).toBe(base + quote);
    expect(splitSymbol(symbol)).toEqual({ base, quote });
  }
});

test('there are 14 default pairs, none of them twice', () => {
  expect(new Set(defaultPairs.map(({ symbol }) => symbol)).size).toBe(14);
});
