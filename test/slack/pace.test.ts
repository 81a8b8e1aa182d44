import { expect, test } from 'vitest';
import { Pace } from '../../src/slack/pace.ts';
import { ManualClock } from '../support/manual-clock.ts';

const never = new AbortController().signal;

test('of several who want to be left alone the longest holds', async () => {
  const clock = new ManualClock();
  const pace = new Pace(clock);
  for (const span of [10_000, 30_000, 5_000]) pace.hold('bots', span);
  const going = pace.turn('bots', 0, never).then(() => clock.elapsed());
  await clock.advance(60_000);
  expect(await going).toBe(30_000);
});

test('whoever waits when it is told to stop goes no more', async () => {
  const pace = new Pace(new ManualClock());
  const stop = new AbortController();
  await pace.turn('bots', 1_000, stop.signal);
  const waiting = pace.turn('bots', 1_000, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'WORLD', message: 'it was told to stop before it was its turn' });
});
