import { describe, expect, test } from 'vitest';
import type { PartitionId } from '../../src/core/record.ts';
import { openReader, partitionsOf, take } from '../support/reading.ts';
import { differentTexts, type MakeSeveral, type SourceHarness } from './source-harness.ts';

/** What every source must do whose log has several partitions. */
export function describePartitions(name: string, several: MakeSeveral | undefined): void {
  if (!several) return;
  const idsOf = async (log: SourceHarness) => (await partitionsOf(log.source, log.context)).map(({ id }) => id);

  /** Three partitions of 15 records each, written in turn. */
  const filled = async () => {
    const log = await several(3);
    const texts = new Map((await idsOf(log)).map((id) => [id, differentTexts(15, id)]));
    for (let i = 0; i < 15; i++) for (const [id, own] of texts) await log.append(own.slice(i, i + 1), id);
    return { ...log, texts };
  };
  const textsIn = async (log: SourceHarness, id: PartitionId, n: number, from?: string) => {
    const reader = await openReader(log.source, log.context, from, id);
    const items = await take(reader, n);
    await reader.close();
    return items;
  };

  describe(`${name}, its partitions`, () => {
    test('are as many as there are, each named once and each time the same, none the child of another', async () => {
      await using log = await several(4);
      const ids = await idsOf(log);
      expect(new Set(ids).size).toBe(4);
      expect(new Set(await idsOf(log))).toEqual(new Set(ids));
      const parents = (await partitionsOf(log.source, log.context)).flatMap((partition) => partition.parents);
      expect(parents).toEqual([]);
    });

    test('hold each its own records, in order, and no others', async () => {
      await using log = await filled();
      for (const [id, own] of log.texts) {
        expect((await textsIn(log, id, 15)).map(({ text }) => text)).toEqual(own);
      }
    });

    test('are read beside each other, in any turns', async () => {
      await using log = await filled();
      const readers = await Promise.all(
        [...log.texts].map(async ([id]) => ({ id, reader: await openReader(log.source, log.context, undefined, id) })),
      );
      const seen = new Map([...log.texts].map(([id]) => [id, [] as string[]]));
      for (let turn = 0; turn < 15; turn++) {
        await Promise.all(
          readers.map(async ({ id, reader }) => {
            const own = seen.get(id) ?? [];
            if (own.length < 15) own.push(...(await take(reader, 1)).map(({ text }) => text));
          }),
        );
      }
      expect(seen).toEqual(log.texts);
      for (const { reader } of readers) await reader.close();
    });

    test('wait for no other: an empty one holds up none', async () => {
      await using log = await several(2);
      const [empty = '', full = ''] = await idsOf(log);
      const waiting = await openReader(log.source, log.context, undefined, empty);
      const first = take(waiting, 1);
      await log.append(['{"n":1}', '{"n":2}'], full);
      expect((await textsIn(log, full, 2)).map(({ text }) => text)).toEqual(['{"n":1}', '{"n":2}']);
      await log.append(['{"n":3}'], empty);
      expect((await first).map(({ text }) => text)).toEqual(['{"n":3}']);
      await waiting.close();
    });

    test('are resumed each by its own positions, whatever was read and written in the others', async () => {
      await using log = await filled();
      for (const [id, own] of log.texts) {
        const items = await textsIn(log, id, 15);
        for (const other of log.texts.keys()) if (other !== id) await log.append(['{"n":"more"}'], other);
        for (const after of [0, 7, 13]) {
          const rest = await textsIn(log, id, 14 - after, items[after]?.position);
          expect(rest.map(({ text }) => text).slice(0, 14 - after)).toEqual(own.slice(after + 1));
        }
      }
    });
  });
}
