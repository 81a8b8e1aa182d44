import { describe, expect, test } from 'vitest';
import { never } from '../../src/core/never.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Reader } from '../../src/core/source.ts';
import { openReader, partitionsOf, take, textsOf } from '../support/reading.ts';
import { filledWith, idle, type MakeSeveral, type MakeSource } from './source-harness.ts';
import { describeInterruptions } from './source-interrupted.ts';
import { describePartitions } from './source-partitions.ts';
import { describePositions } from './source-positions.ts';
import { describeReads } from './source-reads.ts';

/** What every source of records must do, whatever log it reads; `several` is left out where a log has one partition. */
export function describeSource(name: string, make: MakeSource, several?: MakeSeveral): void {
  const filled = async (n: number) => filledWith(n, await make());

  describeReads(name, make);
  describePositions(name, make);
  describeInterruptions(name, make);
  describePartitions(name, several);

  describe(`${name}, as a source`, () => {
    test('names the same partition each time', async () => {
      await using log = await make();
      const ids = async () => (await partitionsOf(log.source, log.context)).map(({ id }) => id);
      expect(await ids()).toHaveLength(1);
      expect(await ids()).toEqual(await ids());
    });

    test('delivers every record in order, byte for byte', async () => {
      await using log = await filled(40);
      await log.append(['{"text":"żółw €"}', '  {"spaced":1} ', 'no json', '1']);
      const reader = await openReader(log.source, log.context);
      const texts = (await take(reader, 44)).map(({ text }) => text);
      await reader.close();
      expect(texts).toEqual([...log.texts, '{"text":"żółw €"}', '  {"spaced":1} ', 'no json', '1']);
    });

    test('reads nothing before it is asked, and once when it is asked once', async () => {
      await using log = await filled(40);
      const reader = await openReader(log.source, log.context);
      const opened = log.asked();
      await idle();
      expect(log.asked()).toBe(opened);
      const { items } = await reader.next(never);
      const once = log.asked();
      expect(once).toBeGreaterThan(opened);
      await idle();
      expect(log.asked()).toBe(once);
      expect(items.length).toBeLessThan(40);
      await reader.close();
    });

    test('waits for records that are still to come', async () => {
      await using log = await make();
      const reader = await openReader(log.source, log.context);
      const first = take(reader, 1);
      await log.append(['{"n":1}']);
      expect((await first)[0]?.text).toBe('{"n":1}');
      const second = take(reader, 1);
      await idle();
      await log.append(['{"n":2}']);
      expect((await second)[0]?.text).toBe('{"n":2}');
      await reader.close();
    });

    test('stops waiting when it is aborted, and has lost nothing', async () => {
      await using log = await filled(1);
      const reader = await openReader(log.source, log.context);
      const [item] = await take(reader, 1);
      const stop = new AbortController();
      const waiting = reader.next(stop.signal);
      stop.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
      await expect(reader.next(stop.signal)).rejects.toThrow('enough');
      await reader.close();
      await log.append(['{"n":1}']);
      const again = await openReader(log.source, log.context, item?.position);
      expect((await take(again, 1)).map(({ text }) => text)).toEqual(['{"n":1}']);
      await again.close();
    });

    test('lets go of everything when it is closed, also twice', async ({ skip }) => {
      await using log = await filled(3);
      if (!log.held) return skip('what is held open cannot be seen here');
      const before = await log.held();
      const reader = await openReader(log.source, log.context);
      await take(reader, 3);
      expect(await log.held()).toBeGreaterThan(before);
      await reader.close();
      await reader.close();
      expect(await log.held()).toBe(before);
    });

    test('ends once when it is bounded, with the last read', async ({ skip }) => {
      await using log = await filled(23);
      if (!log.bounded) return skip(`${name} has no bounded reading`);
      expect(log.bounded.bounded).toBe(true);
      const reader = await openReader(log.bounded, log.context);
      await log.append(['{"n":"later"}']);
      expect(await readToEnd(reader)).toEqual({ texts: log.texts, ended: { children: [] } });
      await reader.close();
    });

    test('ends at once when it is bounded and there is nothing', async ({ skip }) => {
      await using log = await make();
      if (!log.bounded) return skip(`${name} has no bounded reading`);
      const reader = await openReader(log.bounded, log.context);
      expect(await readToEnd(reader)).toEqual({ texts: [], ended: { children: [] } });
      await reader.close();
    });
  });
}

async function readToEnd(reader: Reader<LogRecord>): Promise<{ texts: string[]; ended: unknown }> {
  const texts: string[] = [];
  for (;;) {
    const read = await reader.next(never);
    texts.push(...textsOf(read));
    if (read.ended) return { texts, ended: read.ended };
  }
}
