import { expect, test } from 'vitest';
import { patiently, waitAfter } from '../../src/aws/patience.ts';
import { never } from '../../src/core/never.ts';
import type { Clock } from '../../src/core/time.ts';
import { testClock } from '../support/clock.ts';

const error = (name: string) => Object.assign(new Error('slow down'), { name });

function watched(): { readonly clock: Clock; readonly waits: number[] } {
  const waits: number[] = [];
  const clock = testClock();
  return { waits, clock: { ...clock, sleep: async (span) => void waits.push(span) } };
}

test.each([
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'KMSThrottlingException',
  'ThrottlingException',
])('%s is waited out', async (name) => {
  const { clock, waits } = watched();
  let asked = 0;
  const ask = async () => {
    if (++asked < 4) throw error(name);
    return 'answer';
  };
  expect(await patiently(ask, 'who', clock, never)).toBe('answer');
  expect(waits).toEqual([1, 2, 3].map((attempt) => waitAfter(attempt, 'who')));
});

test('a throttle that does not end is thrown after seven attempts, longer than a big page locks its shard', async () => {
  const { clock, waits } = watched();
  const ask = () => Promise.reject(error('LimitExceededException'));
  await expect(patiently(ask, 'who', clock, never)).rejects.toMatchObject({ name: 'LimitExceededException' });
  expect(waits).toHaveLength(6);
  expect(waits.reduce((sum, wait) => sum + wait)).toBeGreaterThan(5_000);
});

test('what is no throttle is thrown at once', async () => {
  const { clock, waits } = watched();
  await expect(patiently(() => Promise.reject(error('InternalFailure')), 'who', clock, never)).rejects.toThrow();
  expect(waits).toEqual([]);
});

test('waits double up to 5 s, each between half of that and all, and are others for another one', () => {
  for (const who of ['a', 'b', 'c']) {
    for (const [i, longest] of [200, 400, 800, 1_600, 3_200, 5_000, 5_000].entries()) {
      expect(waitAfter(i + 1, who)).toBeGreaterThanOrEqual(longest / 2);
      expect(waitAfter(i + 1, who)).toBeLessThanOrEqual(longest);
    }
  }
  expect(new Set(['a', 'b', 'c', 'd'].map((who) => waitAfter(3, who))).size).toBe(4);
});

test('an abort while it waits ends it with its reason', async () => {
  const stop = new AbortController();
  const clock = { ...testClock(), sleep: async () => stop.abort(new Error('enough')) };
  let asked = 0;
  const ask = async () => {
    asked++;
    throw error('ThrottlingException');
  };
  await expect(patiently(ask, 'who', clock, stop.signal)).rejects.toThrow('enough');
  expect(asked).toBe(1);
});
