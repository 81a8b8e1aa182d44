import { type Aggregate, overBatch } from '../core/aggregate.ts';

/** How many events there are. */
export const count = (): Aggregate<unknown, number, number> =>
  overBatch(
    {
      name: 'count()',
      zero: () => 0,
      add: (n) => n + 1,
      merge: (a, b) => a + b,
      result: (n) => n,
    },
    (_batch, rowOf, rows) => {
      const counts = new Array<number>(rows).fill(0);
      for (let i = 0; i < rowOf.length; i++) {
        const row = rowOf[i] ?? -1;
        if (row >= 0) counts[row] = (counts[row] ?? 0) + 1;
      }
      return counts;
    },
  );
