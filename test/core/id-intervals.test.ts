import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addId, forgetBefore, type IdIntervals, mergeIntervals } from '../../src/core/id-intervals.ts';
import type { Json } from '../../src/core/json.ts';

interface Seen {
  readonly id: number;
  readonly time: number;
}

/** Few ids, so that they touch, repeat and close gaps; times in any order. */
const seen: fc.Arbitrary<Seen[]> = fc.array(fc.record({ id: fc.integer({ min: -20, max: 20 }), time: fc.nat(99) }), {
  maxLength: 60,
});

function intervalsOf(all: readonly Seen[]): IdIntervals {
  const intervals: IdIntervals = [];
  for (const { id, time } of all) addId(intervals, id, time);
  return intervals;
}

/** By a set: an interval is a run of ids without a gap, and its time the latest at which one of them was new. */
function oracle(all: readonly Seen[]): IdIntervals {
  const times = new Map<number, number>();
  for (const { id, time } of all) if (!times.has(id)) times.set(id, time);
  const ids = [...times.keys()].sort((a, b) => a - b);
  const firsts = ids.filter((id) => !times.has(id - 1));
  return firsts.map((from) => {
    let to = from;
    while (times.has(to + 1)) to++;
    const within = ids.filter((id) => id >= from && id <= to).map((id) => times.get(id) ?? 0);
    return [from, to, Math.max(...within)];
  });
}

const merge = (a: IdIntervals, b: IdIntervals) => mergeIntervals(a as unknown as Json, b as unknown as Json);

describe('intervals of ids', () => {
  test('hold what a set would hold, whatever the order in which ids come', () => {
    fc.assert(
      fc.property(seen, (all) => {
        expect(intervalsOf(all)).toEqual(oracle(all));
      }),
      { numRuns: 200 },
    );
  });

  test('tell an id that was there from one that joins others and one that stands apart', () => {
    fc.assert(
      fc.property(seen, (all) => {
        const intervals: IdIntervals = [];
        const ids = new Set<number>();
        for (const { id, time } of all) {
          const alone = !ids.has(id - 1) && !ids.has(id + 1);
          expect(addId(intervals, id, time)).toBe(ids.has(id) ? 'seen' : alone ? 'apart' : 'joined');
          ids.add(id);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('are as few as there are gaps: ids in order are one interval', () => {
    const inOrder = Array.from({ length: 10_000 }, (_, id) => ({ id, time: id }));
    expect(intervalsOf(inOrder)).toEqual([[0, 9_999, 9_999]]);
  });

  test('are forgotten as a whole, when the latest time in them is past', () => {
    const intervals: IdIntervals = [
      [1, 3, 10],
      [5, 5, 30],
      [7, 9, 20],
    ];
    expect(forgetBefore(intervals, 20)).toEqual([
      [5, 5, 30],
      [7, 9, 20],
    ]);
    expect(forgetBefore(intervals, 21)).toEqual([[5, 5, 30]]);
  });
});

describe('intervals of two parents', () => {
  test('merge into those of all that either has seen, and are not changed by it', () => {
    fc.assert(
      fc.property(seen, seen, (a, b) => {
        const [one, other] = [intervalsOf(a), intervalsOf(b)];
        const before = structuredClone([one, other]);
        const merged = merge(one, other) as unknown as IdIntervals;
        expect(merged.map(([from, to]) => [from, to])).toEqual(oracle([...a, ...b]).map(([from, to]) => [from, to]));
        for (const [from, to, time] of merged) {
          const parts = [...one, ...other].filter((part) => part[0] >= from && part[1] <= to);
          expect(time).toBe(Math.max(...parts.map((part) => part[2])));
        }
        expect(merge(other, one)).toEqual(merged);
        expect([one, other]).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  test('go on from there: what either parent saw is seen, and what none saw is not', () => {
    fc.assert(
      fc.property(seen, seen, fc.integer({ min: -25, max: 25 }), (a, b, id) => {
        const merged = merge(intervalsOf(a), intervalsOf(b)) as unknown as IdIntervals;
        const known = [...a, ...b].some((one) => one.id === id);
        expect(addId(merged, id, 0) === 'seen').toBe(known);
      }),
      { numRuns: 200 },
    );
  });
});
