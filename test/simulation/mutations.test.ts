import { expect, test } from 'vitest';
import { mutations } from './mutations.ts';
import { simulate } from './simulate.ts';

/** How many seeds a broken rule may hide in. */
const SEEDS = 200;

test.skipIf(process.env.SEED !== undefined).each(mutations)(
  'it is noticed when %s',
  async (_rule, mutation) => {
    for (let seed = 0; seed < SEEDS; seed++) {
      if ((await simulate(seed, { mutation })).length === 0) continue;
      expect(await simulate(seed), 'and with the rule in place that seed is right').toEqual([]);
      return;
    }
    expect.fail(`${SEEDS} seeds did not notice`);
  },
  120_000,
);
