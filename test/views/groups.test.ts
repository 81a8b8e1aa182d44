import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { mean } from '../../src/aggregates/mean.ts';
import { ohlc } from '../../src/aggregates/ohlc.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { Fold } from '../../src/core/fold.ts';
import { grouped } from '../../src/views/groups.ts';
import { event } from '../support/arbitraries.ts';

const aggregates = { n: count(), units: sum('quantity'), average: mean('quantity'), price: ohlc('price') };
const fold = new Fold<never>(aggregates) as Fold<never>;
const folded = (events: readonly unknown[]) =>
  events.reduce<readonly unknown[]>((partials, one) => fold.add(partials, one as never), fold.zero());
const head = (key: string, start: number) => ({ key, start, end: start + 1, closes: start + 1, final: start < 3 });

test('windows of one group are as one window that had all of their events', () => {
  const windows = fc.array(fc.record({ key: fc.constantFrom('a', 'b'), events: fc.array(event, { maxLength: 5 }) }));
  fc.assert(
    fc.property(windows, (all) => {
      const merged = all.map(({ key, events }, i) => ({
        ...{ head: head(key, i), partials: folded(events), before: undefined },
      }));
      for (const row of grouped(fold, merged, ({ key }) => key)) {
        const { key, start, end, final: _final, closes: _closes, ...results } = row;
        const own = all.flatMap((window, i) => (window.key === key ? [{ ...window, i }] : []));
        const whole = fold.row(head(key, 0), folded(own.flatMap(({ events }) => events)));
        expect({ ...whole, ...results }).toEqual(whole);
        expect([start, end]).toEqual([own[0]?.i, (own.at(-1)?.i ?? 0) + 1]);
      }
    }),
  );
});

test('a row of several keys has none, and is final where all are', () => {
  const merged = [head('a', 1), head('b', 5)].map((one) => ({ head: one, partials: folded([]), before: undefined }));
  expect(grouped(fold, merged, () => '')).toMatchObject([{ key: '', start: 1, end: 6, final: false }]);
  expect(grouped(fold, [], () => '')).toEqual([]);
});
