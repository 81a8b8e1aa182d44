import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bounded, holds, type Range, without, withRange } from '../../../src/sources/binance/ranges.ts';

const range = fc.tuple(fc.nat(2_000), fc.nat(3)).map(([from, more]): Range => [from, from + more]);

test('ranges hold all that was added and not taken away, in order, and are fifty at most', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(range, fc.boolean()), { maxLength: 150 }), (changes) => {
      let ranges: readonly Range[] = [];
      const wanted = new Set<number>();
      for (const [[from, to], added] of changes) {
        ranges = bounded(added ? withRange(ranges, [from, to]) : without(ranges, from, to));
        expect(ranges.length).toBeLessThanOrEqual(50);
        for (let id = from; id <= to; id++) added ? wanted.add(id) : wanted.delete(id);
      }
      for (const id of wanted) expect(holds(ranges, id)).toBe(true);
      expect(ranges.map(([from]) => from)).toEqual(ranges.map(([from]) => from).toSorted((a, b) => a - b));
      expect(ranges.filter(([from, to]) => from <= to)).toEqual(ranges);
    }),
  );
});

test('of more than fifty the two nearest are joined', () => {
  const far = Array.from({ length: 50 }, (_, i): Range => [i * 100, i * 100]);
  expect(bounded(far.reduce(withRange, [] as readonly Range[]))).toEqual(far);
  const joined = bounded(withRange(far, [730, 735]));
  expect(joined).toHaveLength(50);
  expect(joined).toContainEqual([700, 735]);
});

test('of one that falls to pieces there are no more than fifty', () => {
  let ranges: readonly Range[] = [[1, 1_000]];
  for (let id = 2; id < 1_000; id += 4) ranges = bounded(without(ranges, id, id));
  expect(ranges).toHaveLength(50);
});
