import { expect, test } from 'vitest';
import { between, minutes, worth } from '../../src/index.ts';

const NOON = Date.UTC(2024, 7, 8, 12);

test('says between which moments rows lie: from the earliest of one field to the latest of another', () => {
  const rows = [3, 1, 2].map((n) => ({ start: NOON + minutes(n), end: NOON + minutes(n + 1), at: null }));
  expect(between(rows, 'start', 'end')).toBe('between 2024-08-08 12:01 and 12:04 UTC');
  expect(between(rows, 'start')).toBe('between 2024-08-08 12:01 and 12:03 UTC');
  expect(between(rows, 'start', ({ end }) => end + 500)).toBe('between 2024-08-08 12:01:00 and 12:04:00 UTC');
  expect([between(rows, 'at'), between([], () => 0)]).toEqual(['', '']);
});

test('says what transactions are worth, and how many have no price', () => {
  expect(worth([{ trades: 1, value: 7.5, unpriced: 0 }])).toBe('1 transaction worth $7.50');
  const rows = [
    { trades: 1_200, value: 1_000_000.4, unpriced: 0 },
    { trades: 34, value: 234_567, unpriced: 1 },
  ];
  expect(worth(rows)).toBe('1,234 transactions worth $1,234,567, 1 of which has no price');
  expect(worth([...rows, { trades: 2, value: 0, unpriced: 2 }])).toMatch(/, 3 of which have no price$/);
  expect(worth([])).toBe('0 transactions worth $0');
});
