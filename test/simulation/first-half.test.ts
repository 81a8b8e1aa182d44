/**
 * The real runtime under seeded faults, against an oracle that shares no code with it: see simulate.ts. In two files,
 * so that two workers share the seeds.
 */
import { expect, test } from 'vitest';
import { wrongSeeds } from './wrong-seeds.ts';

test('1,000 seeds of crashes, zombies, lost answers, rollbacks, splits and merges change no result', async () => {
  expect(await wrongSeeds(0, 1_000)).toEqual([]);
}, 300_000);
