import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextStep, type Step, stepsTo } from '../../../src/cli/stream/scaling.ts';
import { type Range, shareOf } from '../../../src/cli/stream/shards.ts';
import { HASH_KEYS } from '../../../src/logs/kinesis/hash-key.ts';

/** Shards that hold all hash keys, cut at these shares of them. */
function cutAt(shares: readonly number[]): Range[] {
  const cuts = [...new Set([0, ...shares.toSorted((a, b) => a - b)])].map(
    (share) => (HASH_KEYS * BigInt(share)) / 1_000n,
  );
  return cuts.map((start, i) => ({ start, end: (cuts[i + 1] ?? HASH_KEYS) - 1n }));
}

/** The ranges that a step leaves. */
function after(ranges: readonly Range[], step: Step<Range>): readonly Range[] {
  return ranges.flatMap((range) => {
    const { start, end } = range;
    if ('split' in step) {
      const parts = [
        { start, end: step.at - 1n },
        { start: step.at, end },
      ];
      return range === step.split ? parts : [range];
    }
    const [first, second] = step.merge;
    if (range === first) return [{ start, end: second.end }];
    return range === second ? [] : [range];
  });
}

const anyShards = fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 12 }).map(cutAt);
const anyCount = fc.integer({ min: 1, max: 12 });

test('whatever the shards are, they become as many as wanted, of one width, without a gap', () => {
  fc.assert(
    fc.property(anyShards, anyCount, (before, count) => {
      let ranges: readonly Range[] = before;
      let steps = 0;
      for (let step = nextStep(ranges, count); step; step = nextStep(ranges, count)) {
        ranges = after(ranges, step);
        steps++;
        // An account may have so many shards and no more.
        expect(ranges.length).toBeLessThanOrEqual(Math.max(before.length, count));
      }
      expect(steps).toBe(stepsTo(before, count));
      expect(ranges).toHaveLength(count);
      expect(ranges[0]?.start).toBe(0n);
      expect(ranges.at(-1)?.end).toBe(HASH_KEYS - 1n);
      for (const [i, range] of ranges.entries()) {
        expect(shareOf(range)).toBeCloseTo(1 / count, 2);
        expect(range.start).toBe((ranges[i - 1]?.end ?? -1n) + 1n);
      }
    }),
  );
});

test('each boundary that is new is one split, and each that is left out one merge', () => {
  const equal = (count: number) => Array.from({ length: count }, (_, i) => (1_000 * i) / count);
  expect(stepsTo(cutAt(equal(4)), 8)).toBe(4);
  expect(stepsTo(cutAt(equal(8)), 4)).toBe(4);
  expect(stepsTo(cutAt(equal(4)), 5)).toBe(4 + 3);
  expect(stepsTo(cutAt(equal(5)), 5)).toBe(0);
});

test('a boundary that a service has rounded its own way is where it should be', () => {
  const third = HASH_KEYS / 3n;
  const rounded: Range[] = [
    { start: 0n, end: third + 1n },
    { start: third + 2n, end: 2n * third - 2n },
    { start: 2n * third - 1n, end: HASH_KEYS - 1n },
  ];
  expect(nextStep(rounded, 3)).toBeUndefined();
  expect(stepsTo(rounded, 6)).toBe(3);
});
