import type { Aggregate } from '../core/aggregate.ts';

/** How many events there are. */
export const count = (): Aggregate<unknown, number, number> => ({
  name: 'count()',
  zero: () => 0,
  add: (n) => n + 1,
  merge: (a, b) => a + b,
  result: (n) => n,
});
