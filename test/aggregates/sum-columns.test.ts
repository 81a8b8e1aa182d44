import { expect, test } from 'vitest';
import { sum } from '../../src/aggregates/sum.ts';
import { Columns } from '../../src/core/columns.ts';
import { batchOf } from '../support/batches.ts';

test.each([
  ['whose total leaves the whole numbers', [90_071_992.54740991, 0.00000001, 0.00000001, 0.00000001]],
  ['that are no whole numbers of units each', [123_456_789.123457, 90_071_992.5474099, 999_999_999_999_999, -0.5]],
  ['that cancel each other', [999_999_999_999.123, 0.00000001, -999_999_999_999.123, Number.NaN]],
])('amounts %s come to the same by columns and one by one', (_amounts, values) => {
  const { fold, add, zero, save } = sum('x');
  const events = values.map((x) => ({ x: Number.isNaN(x) ? null : x }));
  const columns = new Columns({
    length: values.length,
    numbers: { x: Float64Array.from(values) },
    texts: {},
    make: (i) => events[i],
  });
  const rows = new Int32Array(values.length);
  const wanted = save?.(events.reduce(add, zero()));
  for (const batch of [batchOf(events), batchOf(events).with(columns as Columns<(typeof events)[number]>)]) {
    const [folded] = fold?.(batch, rows, 1) ?? [];
    expect(folded && save?.(folded)).toBe(wanted);
  }
});
