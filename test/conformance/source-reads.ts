import { describe, expect, test } from 'vitest';
import { never } from '../../src/core/never.ts';
import type { LogRecord, Read } from '../../src/core/record.ts';
import { itemsOf, openReader, take } from '../support/reading.ts';
import { filledWith, type MakeSource, recordsOf } from './source-harness.ts';

/** What a read of every source must be. */
export function describeReads(name: string, make: MakeSource): void {
  const filled = async (n: number) => filledWith(n, await make());

  describe(`${name}, its reads`, () => {
    test('hold the bytes of each record as they are, whatever they are', async () => {
      await using log = await make();
      for (const bytes of odd) await log.append([bytes]);
      const reader = await openReader(log.source, log.context);
      const records = await recordsOf(reader, odd.length);
      expect(records.map(({ data }) => [...data])).toEqual(odd.map((bytes) => [...bytes]));
      await reader.close();
    });

    test('hold a record of 300 KB whole', async () => {
      await using log = await make();
      const long = `{"long":"${'żółw '.repeat(43_000)}"}`;
      await log.append(['{"n":1}', long, '{"n":2}']);
      const reader = await openReader(log.source, log.context);
      expect((await take(reader, 3)).map(({ text }) => text)).toEqual(['{"n":1}', long, '{"n":2}']);
      await reader.close();
    });

    test('are resumed after where they are resumed after their last record', async () => {
      await using log = await filled(30);
      const reader = await openReader(log.source, log.context);
      for (let n = 0; n < 30; ) {
        const read = await reader.next(never);
        if (read.items.length > 0) expect(read.position).toBe(read.positionOf(read.items.length - 1));
        n += read.items.length;
      }
      await reader.close();
    });

    test('have no position of a record that they do not hold', async () => {
      await using log = await filled(7);
      const reader = await openReader(log.source, log.context);
      const { items, positionOf } = bound(await reader.next(never));
      for (const i of [-1, items.length, items.length + 1, 0.5, Number.NaN]) {
        expect(() => positionOf(i), String(i)).toThrow(RangeError);
      }
      await reader.close();
    });

    test('stay what they were, bytes and positions, when more is read and when the reader is closed', async () => {
      await using log = await filled(30);
      const reader = await openReader(log.source, log.context);
      const reads: Read<LogRecord>[] = [];
      const atOnce: unknown[] = [];
      while (atOnce.length < 30) {
        const read = await reader.next(never);
        reads.push(read);
        atOnce.push(...itemsOf(read));
      }
      expect(reads.length, 'several reads').toBeGreaterThan(1);
      await reader.close();
      expect(reads.flatMap(itemsOf)).toEqual(atOnce);
      expect(atOnce).toMatchObject(log.texts.map((text) => ({ text })));
    });

    test('of one reader know nothing of another', async () => {
      await using log = await filled(20);
      const readers = [await openReader(log.source, log.context), await openReader(log.source, log.context)];
      const half = await Promise.all(readers.map((reader) => take(reader, 10)));
      const rest = await Promise.all(readers.map((reader, i) => take(reader, 20 - (half[i]?.length ?? 0))));
      for (const i of [0, 1]) {
        expect([...(half[i] ?? []), ...(rest[i] ?? [])].map(({ text }) => text)).toEqual(log.texts);
      }
      for (const reader of readers) await reader.close();
    });

    test('are over when the last one was given: to ask for more is a mistake that is told', async ({ skip }) => {
      await using log = await filled(3);
      if (!log.bounded) return skip(`${name} has no bounded reading`);
      const reader = await openReader(log.bounded, log.context);
      await take(reader, Number.POSITIVE_INFINITY);
      await log.append(['{"n":"later"}']);
      for (const _again of [1, 2]) await expect(reader.next(never)).rejects.toThrow();
      await reader.close();
    });
  });
}

/** Bytes that text is not made of, or that are easily lost; no newline, of which a log of lines makes two records. */
const odd: readonly Uint8Array[] = [
  Uint8Array.of(0xff),
  Uint8Array.of(0x00),
  Uint8Array.of(0x7b, 0xff, 0x00, 0x22, 0x0d, 0x7d),
  Uint8Array.of(0xc3, 0x28),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Buffer.from('\ufeff{"bom":1}'),
  Buffer.from(' {"spaces":1}\t'),
  Buffer.from('{"cr":1}\r'),
  Uint8Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 0x0a),
];

/** A read whose `positionOf` may be called alone. */
const bound = (read: Read<LogRecord>) => ({ items: read.items, positionOf: (i: number) => read.positionOf(i) });
