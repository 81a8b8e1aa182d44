import fc from 'fast-check';
import { expect, test } from 'vitest';
import { iso } from '../../src/core/time.ts';
import { monthsBefore } from '../../src/market/months-before.ts';

test.each([
  ['2024-05-15T10:20:30.123Z', 1, '2024-04-15T10:20:30.123Z'],
  ['2024-01-15T00:00:00.000Z', 1, '2023-12-15T00:00:00.000Z'],
  ['2024-01-15T00:00:00.000Z', 24, '2022-01-15T00:00:00.000Z'],
  // A month that is shorter has its last day.
  ['2021-03-31T23:00:00.000Z', 1, '2021-02-28T23:00:00.000Z'],
  ['2024-03-31T23:00:00.000Z', 1, '2024-02-29T23:00:00.000Z'],
  ['2024-07-31T00:00:00.000Z', 1, '2024-06-30T00:00:00.000Z'],
  ['2024-02-29T12:00:00.000Z', 12, '2023-02-28T12:00:00.000Z'],
  ['2024-02-29T12:00:00.000Z', 48, '2020-02-29T12:00:00.000Z'],
  ['2023-02-28T12:00:00.000Z', 12, '2022-02-28T12:00:00.000Z'],
])('%s, %d months before: %s', (time, months, before) => {
  expect(iso(monthsBefore(Date.parse(time), months))).toBe(before);
});

test('it is the same day of the month, or the last one; and no later day has an earlier one', () => {
  const time = fc.integer({ min: Date.UTC(2017, 6), max: Date.UTC(2040, 0) });
  fc.assert(
    fc.property(time, fc.nat(60), (time, months) => {
      const [then, now] = [new Date(monthsBefore(time, months)), new Date(time)];
      expect(then.getUTCMonth() + 12 * then.getUTCFullYear()).toBe(
        now.getUTCMonth() + 12 * now.getUTCFullYear() - months,
      );
      const next = new Date(then.getTime() + 86_400_000);
      if (then.getUTCDate() !== now.getUTCDate())
        expect([next.getUTCDate(), then.getUTCDate() < 31]).toEqual([1, true]);
      expect(monthsBefore(time + 86_400_000, months)).toBeGreaterThanOrEqual(then.getTime());
      expect(then.toISOString().slice(11)).toBe(now.toISOString().slice(11));
    }),
  );
});
