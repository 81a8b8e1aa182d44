import { afterEach, expect, test, vi } from 'vitest';
import { ProgressLines } from '../../../src/cli/chaos/progress-lines.ts';
import { ManualClock } from '../../support/manual-clock.ts';

afterEach(() => void vi.restoreAllMocks());

test('long work tells how far it is every ten seconds, and short work nothing', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const clock = new ManualClock(0);
  const lines = new ProgressLines(clock);
  for (let second = 0; second < 25; second++) {
    lines.update(() => `${second}`);
    await clock.advance(1_000);
  }
  expect(write.mock.calls).toEqual([['10\n'], ['20\n']]);
});
