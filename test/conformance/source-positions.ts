import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { never } from '../../src/core/never.ts';
import { openReader, take, textsOf } from '../support/reading.ts';
import { filledWith, type MakeSource } from './source-harness.ts';

/** What the positions of every source must do. */
export function describePositions(name: string, make: MakeSource): void {
  const filled = async (n: number) => filledWith(n, await make());

  describe(`${name}, its positions`, () => {
    test('are the same in every reading, no two alike', async () => {
      await using log = await filled(30);
      const read = async () => {
        const reader = await openReader(log.source, log.context);
        const items = await take(reader, 30);
        await reader.close();
        return items;
      };
      const items = await read();
      expect(await read()).toEqual(items);
      expect(new Set(items.map(({ position }) => position)).size).toBe(30);
    });

    test('resume after any record with the next one', async () => {
      const size = fc.integer({ min: 1, max: 24 });
      const cut = size.chain((n) => fc.tuple(fc.constant(n), fc.array(fc.nat({ max: n - 1 }), { maxLength: 6 })));
      const property = fc.asyncProperty(cut, async ([n, cuts]) => {
        await using log = await filled(n);
        const reader = await openReader(log.source, log.context);
        const items = await take(reader, n);
        await reader.close();
        for (const after of [...cuts, 0]) {
          const resumed = await openReader(log.source, log.context, items[after]?.position);
          expect(await take(resumed, n - 1 - after)).toEqual(items.slice(after + 1));
          await resumed.close();
        }
      });
      await fc.assert(property, { numRuns: 20 });
    });

    test('resume after any read with the next record', async () => {
      await using log = await filled(30);
      const texts: string[] = [];
      let position: string | undefined;
      while (texts.length < 30) {
        const reader = await openReader(log.source, log.context, position);
        const read = await reader.next(never);
        texts.push(...textsOf(read));
        position = read.position;
        await reader.close();
      }
      expect(texts).toEqual(log.texts);
      const reader = await openReader(log.source, log.context, position);
      const next = take(reader, 1);
      await log.append(['{"n":"last"}']);
      expect((await next).map(({ text }) => text)).toEqual(['{"n":"last"}']);
      await reader.close();
    });
  });
}
