import { expect, test } from 'vitest';
import { type GapsOf, withGap } from '../../src/core/gaps.ts';

test('of many gaps the last ones are kept, and of all the number', () => {
  let told: GapsOf | undefined;
  for (let i = 0; i < 1_000; i++) told = withGap(told, { key: 'A', from: i * 10, to: i * 10 + 2 }, i);
  expect(told).toMatchObject({ gaps: 1_000, missed: 3_000 });
  expect(told?.last).toHaveLength(16);
  expect(told?.last.at(-1)).toEqual({ time: 999, from: 9_990, to: 9_992 });
});
