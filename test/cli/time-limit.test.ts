import { expect, test } from 'vitest';
import { within } from '../../src/cli/time-limit.ts';
import { seconds } from '../../src/core/time.ts';
import type { Result } from '../../src/store/store.ts';
import { testContext } from '../support/context.ts';
import { ManualClock } from '../support/manual-clock.ts';

type Work = Parameters<typeof within>[3];

/** Work that has a minute. */
function limited(work: Work) {
  const clock = new ManualClock();
  const stop = new AbortController();
  const { logger } = testContext({ clock });
  const result = within(seconds(60), 'job', { clock, logger, signal: stop.signal }, work);
  result.catch(() => {});
  return { clock, stop, result };
}

/** Ends as it is to when it is told to stop. */
const untilStopped =
  (result: Result): Work =>
  ({ signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(result)));
const never: Work = () => new Promise(() => {});

test('what is done in time ends as it does', async () => {
  expect(await limited(async () => 'succeeded').result).toBe('succeeded');
  const failed = new Error('a bug');
  await expect(limited(() => Promise.reject(failed)).result).rejects.toBe(failed);
  const { stop, result } = limited(untilStopped('stopped'));
  stop.abort();
  expect(await result).toBe('stopped');
});

test('what is not done in time is told to stop, and has timed out unless that was its end', async () => {
  const late = limited(untilStopped('stopped'));
  await late.clock.advance(seconds(60));
  await expect(late.result).rejects.toMatchObject({
    result: 'timed out',
    message: 'job was not done within 1 min.',
  });
  const just = limited(untilStopped('succeeded'));
  await just.clock.advance(seconds(60));
  expect(await just.result).toBe('succeeded');
});

test('what does not stop is let go', async () => {
  const { clock, result } = limited(never);
  await clock.advance(seconds(69));
  expect(await Promise.race([result, 'goes on'])).toBe('goes on');
  await clock.advance(seconds(1));
  await expect(result).rejects.toMatchObject({ result: 'timed out' });
});

test.each([
  ['the world', { attempt: 2, wait: 100, reason: 'no answer' }, 'trying again', 'no answer'],
  ['another process', { runner: 'host:7' }, 'standing by', 'standing by (host:7)'],
])('it is told when it waited for %s at last', async (_, fields, message, reason) => {
  const { clock, result } = limited(async (options) => {
    options.logger.warn({ wait: 1, reason: 'an earlier one' }, 'trying again');
    options.logger.warn(fields, message);
    options.logger.warn({ reason: 'set aside' }, 'of another kind');
    return untilStopped('stopped')(options);
  });
  await clock.advance(seconds(60));
  await expect(result).rejects.toThrow(`It last waited for: ${reason}`);
});
