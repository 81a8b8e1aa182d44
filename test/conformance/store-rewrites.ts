import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byClosing } from '../../src/core/row.ts';
import type { CellWrite } from '../../src/core/state.ts';
import type { MakeStore } from './store.ts';
import { commitOf, gather, rowOf, scope, started } from './store-data.ts';

const key = fc.constantFrom('a', 'b', 'c\0', '\ue000');
const row = fc
  .record({
    key,
    late: fc.constantFrom(5, 5, 5, 7),
    longer: fc.constantFrom(0, 0, 1),
    final: fc.boolean(),
    n: fc.nat(9),
  })
  .map(({ key, late, longer, final, n }) =>
    rowOf(key, 60, { end: 120 + longer, closes: 120 + late, final, partials: `{"n":${n}}` }),
  );
const cell = fc.record({
  name: fc.constantFrom('x', 'y', ''),
  key,
  value: fc.option(fc.constantFrom('1', '"2"', ''), { nil: undefined }),
});
/** Each row and each cell once in a commit. */
const commit = fc.record({
  rows: fc.uniqueArray(row, { selector: ({ key }) => key }),
  cells: fc.uniqueArray(cell, { selector: ({ name, key }) => JSON.stringify([name, key]) }),
});

/** What is there already is written in another way than what is new. */
export function rewrites(make: MakeStore): void {
  test('holds what was said last of each row and cell, whatever was said before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(commit, { maxLength: 6 }), async (commits) => {
        await using harness = await make();
        const { store } = harness;
        const task = await started(store);
        const rows = new Map<string, (typeof commits)[number]['rows'][number]>();
        const cells = new Map<string, CellWrite>();
        for (const [after, written] of commits.entries()) {
          expect(await store.commit(commitOf({ ...task, commits: after }, written))).toBe('committed');
          for (const one of written.rows) rows.set(one.key, one);
          for (const one of written.cells) cells.set(JSON.stringify([one.name, one.key]), one);
        }
        const closing = [...rows.values()].sort(byClosing);
        expect(await gather(store.closing(scope, undefined, 1_000))).toEqual(
          closing.map((one) => ({ ...one, partition: 'p' })),
        );
        expect(new Set(await gather(store.rows(scope)))).toEqual(
          new Set(closing.map((one) => ({ ...one, partition: 'p' }))),
        );
        const { state } = await store.open(scope, 'p', 'next');
        expect(new Set(state.rows)).toEqual(new Set(closing.filter(({ final }) => !final)));
        expect(new Set(state.cells)).toEqual(new Set([...cells.values()].filter(({ value }) => value !== undefined)));
      }),
      { numRuns: 40 },
    );
  });

  test('takes more rows and cells in one commit than a call of it takes arguments, and again', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    const n = 10_001;
    const keys = Array.from({ length: n }, (_, i) => String(i).padStart(5, '0'));
    for (const [after, final] of [false, false, true].entries()) {
      const written = {
        rows: keys.map((key) => rowOf(key, 0, { final, partials: `${after}` })),
        cells: keys.map((key) => ({ name: 'x', key, value: after === 2 ? undefined : `${after}` })),
      };
      expect(await store.commit(commitOf({ ...task, commits: after }, written))).toBe('committed');
      const { length } = await store.cells(scope, 'p', 'x');
      expect(length).toBe(after === 2 ? 0 : n);
    }
    const found = await gather(store.closing(scope, undefined, 65));
    expect(found.map(({ key, partials, final }) => `${key} ${partials} ${final}`)).toEqual(
      keys.map((key) => `${key} 2 true`),
    );
    expect((await store.open(scope, 'p', 'next')).state.rows).toEqual([]);
  });
}
