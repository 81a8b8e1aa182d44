import { expect, test } from 'vitest';
import { Tally } from '../../src/cli/tally.ts';
import type { RunProgress } from '../../src/runtime/run.ts';

const letter = { id: 'a/1', operator: 'map', reason: 'failed', detail: 'why' } as const;

function tallied(...commits: readonly Partial<RunProgress>[]): Tally {
  const tally = new Tally();
  const nothing = { counts: {}, rejected: [], setAside: 0, passed: 0 };
  for (const one of commits) tally.add({ ...nothing, ...one } as RunProgress);
  return tally;
}

test('what is read is what the counters say at last, what is set aside the sum over the commits', () => {
  const tally = tallied(
    { counts: { records: 3, 'rejected.failed': 2 }, setAside: 2, passed: 1 },
    { counts: { records: 9, 'rejected.failed': 3 }, setAside: 1, passed: 5 },
  );
  expect(tally).toMatchObject({ records: 9, setAside: 3, inVain: undefined });
});

test('a run in which all events are set aside is in vain, and tells of the first', () => {
  const tally = tallied(
    { counts: { records: 3, ticks: 1, 'rejected.failed': 2 }, rejected: [letter], setAside: 2 },
    { counts: { records: 4, ticks: 1, 'rejected.failed': 3 }, rejected: [{ ...letter, detail: 'other' }], setAside: 1 },
  );
  expect(tally.inVain).toBe('all 3 records were set aside, the first by map, failed: why');
});

test.each([
  ['nothing was read', {}],
  ['some were folded', { counts: { records: 2, folded: 1, 'rejected.late': 1 } }],
  ['some were left out on purpose', { counts: { records: 2, filtered: 1, 'rejected.failed': 1 } }],
  ['some had come before', { counts: { records: 2, duplicates: 1, 'rejected.failed': 1 } }],
  ['some were passed on, and each has a letter', { counts: { records: 2, 'rejected.failed': 2 }, passed: 1 }],
])('it is not in vain where %s', (_, commit) => {
  expect(tallied({ rejected: [letter], setAside: 1, ...commit }).inVain).toBeUndefined();
});

test('another attempt begins with nothing', () => {
  const tally = tallied({ counts: { records: 3, 'rejected.failed': 3 }, rejected: [letter], setAside: 3 });
  tally.begin();
  expect(tally).toMatchObject({ records: 0, setAside: 0, inVain: undefined });
});
