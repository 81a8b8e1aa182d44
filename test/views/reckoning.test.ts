import { expect, test } from 'vitest';
import { reckoning, rejectedText } from '../../src/views/reckoning.ts';

const counts = { records: 20, ticks: 2, notices: 1, blank: 1, folded: 10, duplicates: 3 };

test('what was received is what is neither tick nor notice nor blank, and each of it became something', () => {
  const all = reckoning({ ...counts, 'rejected.late': 2, 'rejected.failed': 1 });
  expect(all).toMatchObject({ received: 16, folded: 10, duplicates: 3, holds: true });
  expect(rejectedText(all)).toBe('3 rejected (1 failed, 2 late)');
});

test('an event that is not accounted for is not hidden', () => {
  expect(reckoning({ ...counts, 'rejected.late': 2 }).holds).toBe(false);
  expect(reckoning({ ...counts, 'rejected.late': 4 }).holds).toBe(false);
});

test('nothing at all is balanced', () => {
  expect(reckoning({})).toMatchObject({ received: 0, holds: true });
  expect(rejectedText(reckoning({}))).toBe('0 rejected');
});
