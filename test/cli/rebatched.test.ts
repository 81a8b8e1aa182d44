import fc from 'fast-check';
import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { rebatched } from '../../src/cli/rebatched.ts';
import { never } from '../../src/core/never.ts';
import type { Read } from '../../src/core/record.ts';
import type { Source } from '../../src/core/source.ts';
import { wrapped } from '../../src/core/wrapped.ts';
import { testContext } from '../support/context.ts';
import { openReader } from '../support/reading.ts';

const readOf = (items: readonly number[], before: number, ended: boolean): Read<number> => ({
  items,
  position: `p${before + items.length}`,
  positionOf: (i) => `p${before + i + 1}`,
  ...(ended && { ended: { children: [] } }),
});

/** A bounded source whose reads have these sizes; item `i` is the number `i`, and the position behind it `p{i + 1}`. */
function sourceOf(sizes: readonly number[]): Source<number> {
  let read = 0;
  let at = 0;
  const next = async () => {
    const size = sizes[read++] ?? 0;
    at += size;
    const items = Array.from({ length: size }, (_, i) => at - size + i);
    return readOf(items, at - size, read >= sizes.length);
  };
  const open = async () => ({ next, close: async () => {} });
  return { name: 'numbers', kind: 'log', bounded: true, partitions: () => of([{ id: 'n', parents: [], open }]) };
}

async function readAll(source: Source<number>): Promise<Read<number>[]> {
  const reader = await openReader(source, testContext());
  const reads: Read<number>[] = [];
  do reads.push(await reader.next(never));
  while (!reads.at(-1)?.ended);
  return reads;
}

test('reads are cut and joined to the size wanted, and no item and no position is lost', async () => {
  const sizes = fc.array(fc.nat(9), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 20 }), async (sizes, size) => {
      const reads = await readAll(rebatched(sourceOf(sizes), size));
      const total = sizes.reduce((sum, n) => sum + n, 0);
      expect(reads.flatMap(({ items }) => items)).toEqual(Array.from({ length: total }, (_, i) => i));
      expect(reads.slice(0, -1).every(({ items }) => items.length === size)).toBe(true);
      let at = 0;
      for (const { items, position, positionOf } of reads) {
        items.forEach((_, i) => {
          expect(positionOf(i)).toBe(`p${at + i + 1}`);
        });
        at += items.length;
        expect(position).toBe(`p${at}`);
      }
    }),
  );
});

test('all of it can come in one read', async () => {
  const reads = await readAll(rebatched(sourceOf([3, 0, 4]), Number.POSITIVE_INFINITY));
  expect(reads.map(({ items }) => items.length)).toEqual([7]);
});

test('what has no order has none when it is joined', async () => {
  const source = sourceOf([2, 2]);
  const unordered = wrapped(source, (reader) => ({
    next: async (signal) => ({ ...(await reader.next(signal)), unordered: true }),
    close: () => reader.close(),
  }));
  expect(await readAll(rebatched(unordered, 3))).toMatchObject([{ unordered: true }, { unordered: true }]);
  expect((await readAll(rebatched(sourceOf([2, 2]), 3)))[0]?.unordered).toBeUndefined();
});
