import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addId, forgetBefore, type IdIntervals, mergeIntervals } from '../../src/core/id-intervals.ts';
import type { Json } from '../../src/core/json.ts';

const seen = fc.array(fc.record({ id: fc.nat(40), time: fc.nat(100) }), { maxLength: 60 });
type Seen = { readonly id: number; readonly time: number };

const intervalsOf = (all: readonly Seen[]): IdIntervals => {
  const intervals: IdIntervals = [];
  for (const { id, time } of all) addId(intervals, id, time);
  return intervals;
};
/** The ids that the intervals hold. */
const idsOf = (intervals: IdIntervals): number[] =>
  intervals.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
const merged = (a: IdIntervals, b: IdIntervals) =>
  mergeIntervals(a as unknown as Json, b as unknown as Json) as unknown as IdIntervals;

/** Ascending, disjoint and never adjacent. */
function expectOrdered(intervals: IdIntervals): void {
  intervals.forEach(([from, to], i) => {
    expect(to).toBeGreaterThanOrEqual(from);
    expect(from).toBeGreaterThan((intervals[i - 1]?.[1] ?? Number.NEGATIVE_INFINITY) + 1);
  });
}

describe('intervals of ids', () => {
  test('say of each id whether it was seen, joins a neighbour or stands apart', () => {
    const intervals: IdIntervals = [];
    const add = (id: number, time = 0) => addId(intervals, id, time);
    expect([5, 7, 5, 6, 4, 8, 10, 6, 8].map((id) => add(id))).toEqual([
      ...['apart', 'apart', 'seen', 'joined', 'joined', 'joined', 'apart', 'seen', 'seen'],
    ]);
    expect(intervals).toEqual([
      [4, 8, 0],
      [10, 10, 0],
    ]);
  });

  test('hold what a set of ids would, in any order', () => {
    fc.assert(
      fc.property(seen, (all) => {
        const intervals: IdIntervals = [];
        const set = new Set<number>();
        for (const { id, time } of all) {
          const before = intervals.length;
          const added = addId(intervals, id, time);
          const neighbours = Number(set.has(id - 1)) + Number(set.has(id + 1));
          expect(added).toBe(set.has(id) ? 'seen' : neighbours > 0 ? 'joined' : 'apart');
          expect(intervals.length - before).toBe(added === 'seen' ? 0 : 1 - neighbours);
          set.add(id);
        }
        expectOrdered(intervals);
        expect(idsOf(intervals)).toEqual([...set].sort((a, b) => a - b));
      }),
    );
  });

  test('know the latest time in each of them', () => {
    fc.assert(
      fc.property(seen, (all) => {
        const first = new Map<number, number>();
        for (const { id, time } of all) if (!first.has(id)) first.set(id, time);
        for (const [from, to, time] of intervalsOf(all)) {
          expect(time).toBe(Math.max(...[...first].filter(([id]) => id >= from && id <= to).map(([, t]) => t)));
        }
      }),
    );
  });

  test('that an id joins are as late as the later of them', () => {
    for (const [left, between, right] of [
      [1, 2, 3],
      [1, 3, 2],
      [3, 1, 2],
    ] as const) {
      const intervals: IdIntervals = [
        [1, 1, left],
        [3, 3, right],
      ];
      expect(addId(intervals, 2, between)).toBe('joined');
      expect(intervals).toEqual([[1, 3, 3]]);
    }
  });

  test('reach from 0 to 2^53 - 1', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const intervals = intervalsOf([most, 0, most - 1, 1].map((id) => ({ id, time: 0 })));
    expect(intervals).toEqual([
      [0, 1, 0],
      [most - 1, most, 0],
    ]);
    expect(addId(intervals, most, 0)).toBe('seen');
  });

  test('that hold nothing as late as the horizon are forgotten, whole ones alone', () => {
    const intervals: IdIntervals = [
      [1, 3, 10],
      [5, 9, 20],
      [11, 11, 19],
    ];
    expect(forgetBefore(intervals, 20)).toEqual([[5, 9, 20]]);
    expect(forgetBefore(intervals, 10)).toEqual(intervals);
    expect(forgetBefore(intervals, 21)).toEqual([]);
  });
});

describe('the intervals of two parents', () => {
  test('are those of what either has seen', () => {
    fc.assert(
      fc.property(seen, seen, (one, other) => {
        const [a, b] = [intervalsOf(one), intervalsOf(other)];
        const both = merged(a, b);
        expectOrdered(both);
        expect(idsOf(both)).toEqual([...new Set([...idsOf(a), ...idsOf(b)])].sort((x, y) => x - y));
        expect(merged(b, a)).toEqual(both);
        for (const [from, to, time] of both) {
          const inside = [...a, ...b].filter((interval) => interval[0] >= from && interval[1] <= to);
          expect(time).toBe(Math.max(...inside.map((interval) => interval[2])));
        }
      }),
    );
  });

  test('are joined where they meet, and share nothing with the parents', () => {
    const [a, b]: IdIntervals[] = [
      [
        [1, 4, 1],
        [9, 9, 1],
      ],
      [[5, 6, 7]],
    ];
    const both = merged(a ?? [], b ?? []);
    expect(both).toEqual([
      [1, 6, 7],
      [9, 9, 1],
    ]);
    addId(both, 7, 99);
    addId(both, 8, 99);
    expect([a, b]).toEqual([
      [
        [1, 4, 1],
        [9, 9, 1],
      ],
      [[5, 6, 7]],
    ]);
  });
});
