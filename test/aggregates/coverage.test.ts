import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverage } from '../../src/aggregates/coverage.ts';

const { zero, add, merge, result, joined = () => expect.fail('it joins nothing') } = coverage('id');
const seen = (ids: Iterable<number>) => [...ids].reduce((partial, id) => add(partial, { id }), zero());
const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

describe('coverage', () => {
  test('of ids without a gap is complete', () => {
    expect(result(seen([5, 3, 4]))).toEqual({ first: 3, last: 5, count: 3, complete: true, missing: [] });
  });

  test('names the ranges that are missing', () => {
    expect(result(seen([10, 1, 2, 6, 7]))).toEqual({
      first: 1,
      last: 10,
      count: 5,
      complete: false,
      missing: [
        [3, 5],
        [8, 9],
      ],
    });
  });

  test('of nothing is complete', () => {
    expect(result(zero())).toEqual({ first: null, last: null, count: 0, complete: true, missing: [] });
  });

  test('counts an id once, however often it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (ids) => {
        expect(seen([...ids, ...ids])).toEqual(seen(ids));
        expect(merge(seen(ids), seen(ids))).toEqual(seen(ids));
        expect(result(seen(ids)).count).toBe(new Set(ids).size);
      }),
    );
  });

  test('agrees with a set of ids', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1 }), (ids) => {
        const there = new Set(ids);
        const { first, last, missing, complete } = result(seen(ids));
        const gone = range(Math.min(...ids), Math.max(...ids)).filter((id) => !there.has(id));
        expect([first, last]).toEqual([Math.min(...ids), Math.max(...ids)]);
        expect(missing === 'unknown' || missing.flatMap(([from, to]) => range(from, to))).toEqual(gone);
        expect(complete).toBe(gone.length === 0);
      }),
    );
  });

  test('merged over windows shows the gaps between them', () => {
    expect(result(merge(seen([1, 2, 3]), seen([4, 5]))).complete).toBe(true);
    expect(result(merge(seen([1, 2, 3]), seen([6]))).missing).toEqual([[4, 5]]);
  });

  test('holds -0 as 0, which is how it comes back from a store', () => {
    expect(seen([-0])).toEqual([[0, 0]]);
  });

  test('refuses what is no id', () => {
    expect(() => seen([1.5])).toThrow('id is 1.5, wanted a whole number up to 2^53 - 1');
  });
});

describe('coverage of ids in more than 1,000 pieces', () => {
  const unknown = { count: 'unknown', complete: false, missing: 'unknown' };

  test('is unknown, in any order and any split, with its bounds', () => {
    const most = range(2, 2_000, 2);
    expect(result(seen(most)).count).toBe(1_000);
    const tooMany = [...most, 3_000];
    fc.assert(
      fc.property(fc.shuffledSubarray(tooMany, { minLength: 1_001 }), fc.nat(1_001), (ids, cut) => {
        const parts = merge(seen(ids.slice(0, cut)), seen(ids.slice(cut)));
        expect(parts).toEqual(seen(ids));
        expect(result(parts)).toEqual({ first: 2, last: 3_000, ...unknown });
      }),
      { numRuns: 20 },
    );
  });

  test('stays unknown, while its bounds still grow', () => {
    const even = seen(range(2, 4_000, 2));
    const odd = range(1, 4_001, 2);
    expect(result(odd.reduce((partial, id) => add(partial, { id }), even))).toEqual({
      first: 1,
      last: 4_001,
      ...unknown,
    });
    expect(merge(even, seen([1, 2]))).toEqual(merge(seen([1, 2]), even));
    expect(merge(even, zero())).toEqual(even);
    expect(merge(even, seen(odd))).toEqual({ first: 1, last: 4_001 });
  });

  test('is right or unknown where the pieces were too many on the way only', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(range(1, 2_200), { minLength: 2_200 }), (ids) => {
        const coverage = result(seen(ids));
        if (coverage.missing === 'unknown') expect(coverage).toEqual({ first: 1, last: 2_200, ...unknown });
        else expect(coverage).toEqual({ first: 1, last: 2_200, count: 2_200, complete: true, missing: [] });
      }),
      { numRuns: 20 },
    );
  });
});

describe('coverage behind the window before', () => {
  const behind = (before: Iterable<number>, ids: Iterable<number>) => joined(seen(ids), seen(before));

  test('is missing what is between the two, and tells of its own ids alone otherwise', () => {
    expect(behind([1, 2, 3], [4, 5])).toEqual({ first: 4, last: 5, count: 2, complete: true, missing: [] });
    expect(behind([1, 3], [6, 8])).toEqual({
      first: 6,
      last: 8,
      count: 2,
      complete: false,
      missing: [
        [4, 5],
        [7, 7],
      ],
    });
    expect(behind([], [6, 8])).toEqual(result(seen([6, 8])));
    expect(behind([1], [])).toEqual(result(zero()));
  });

  test('does not miss what came with the window before, nor what that one misses', () => {
    expect(behind([1, 2, 4], [3, 5]).missing).toEqual([]);
    expect(behind([1, 4, 9], [3, 5, 8]).missing).toEqual([[6, 7]]);
    expect(behind([1e9], [1, 2, 4]).missing, 'ids began anew').toEqual([[3, 3]]);
  });

  test('takes an id for missing that came with a window further back, where the one before it has none as great', () => {
    expect(behind([1, 2, 4, 6], [5]).missing).toEqual([]);
    expect(behind([5], [7, 8]).missing).toEqual([[6, 6]]);
  });

  test('knows the gap behind a window of too many pieces, and nothing of its own where those are too many', () => {
    expect(behind(range(2, 2_200, 2), [2_203, 2_205]).missing).toEqual([
      [2_201, 2_202],
      [2_204, 2_204],
    ]);
    expect(behind(range(2, 2_200, 2), [2_199, 2_203]).missing).toEqual([[2_200, 2_202]]);
    expect(behind([1], range(2, 2_200, 2)).missing).toBe('unknown');
  });

  test('of windows one behind the other names each missing id once, in the window behind it', () => {
    const windows = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }).chain((ids) =>
      fc.record({
        ids: fc.constant(ids.toSorted((a, b) => a - b)),
        cuts: fc.uniqueArray(fc.nat(ids.length), { maxLength: 4 }).map((cuts) => cuts.sort((a, b) => a - b)),
      }),
    );
    fc.assert(
      fc.property(windows, ({ ids, cuts }) => {
        const parts = [0, ...cuts].map((from, i) => ids.slice(from, cuts[i])).filter(({ length }) => length > 0);
        const named = parts.flatMap((part, i) => {
          const { missing, complete } = behind(parts[i - 1] ?? [], part);
          expect(complete).toBe(missing.length === 0);
          return missing === 'unknown' ? [] : [...missing];
        });
        const [least = 0, most = 0] = [ids[0], ids.at(-1)];
        const gone = range(least, most).filter((id) => !ids.includes(id));
        expect(named.flatMap(([from, to]) => range(from, to))).toEqual(gone);
      }),
    );
  });
});
