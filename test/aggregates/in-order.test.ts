import { expect, test } from 'vitest';
import { first } from '../../src/aggregates/first.ts';
import { last } from '../../src/aggregates/last.ts';
import { ohlc } from '../../src/aggregates/ohlc.ts';
import { foldOf } from '../support/fold-of.ts';

const at = (time: number, id: number, price: number | null) => ({ time, id, price });
/** In the order of their arrival. The values go against the ids, so that only the ids can decide. */
const arrived = [at(2, 7, 50), at(1, 9, 10), at(1, 8, 20), at(3, 1, 40), at(3, 2, 30), at(0, 0, null), at(9, 9, null)];

test('first and last go by time, then by id, never by arrival, and skip nulls', () => {
  expect(foldOf(first('price'))(arrived).result).toBe(20);
  expect(foldOf(last('price'))(arrived).result).toBe(30);
});

test('of two values with one time and id the same one wins, whichever came first', () => {
  const twice = [at(1, 1, 5), at(1, 1, 6)];
  for (const events of [twice, twice.toReversed()]) {
    expect(foldOf(first('price'))(events).result).toBe(5);
    expect(foldOf(last('price'))(events).result).toBe(6);
  }
});

test('0 and -0 are the same value', () => {
  const zeros = [at(1, 1, 0), at(1, 1, -0)];
  for (const events of [zeros, zeros.toReversed()]) {
    expect(foldOf(first('price'))(events).result).toBe(0);
    expect(foldOf(last('price'))(events).result).toBe(0);
    expect(foldOf(ohlc('price'))(events).result).toStrictEqual({ open: 0, high: 0, low: 0, close: 0 });
  }
});

test('ohlc is first, greatest, least and last', () => {
  expect(foldOf(ohlc('price'))(arrived).result).toEqual({ open: 20, high: 50, low: 10, close: 30 });
});

test('each is null when there is nothing', () => {
  for (const aggregate of [first('price'), last('price'), ohlc('price')]) {
    expect(foldOf<ReturnType<typeof at>, never, unknown>(aggregate as never)([at(1, 1, null)]).result).toBe(null);
  }
});

test('an event without a place in order is refused', () => {
  const odd = { time: 1, price: 2 } as ReturnType<typeof at>;
  expect(() => foldOf(first('price'))([odd])).toThrow('id gave undefined');
  expect(() => foldOf(first('price'))([{ ...odd, id: null as never }])).toThrow('id is missing');
});
