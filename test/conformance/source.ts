import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../src/core/record.ts';
import type { Reader, RunContext, Source } from '../../src/core/source.ts';
import { itemsOf, openReader, partitionsOf, take } from '../support/reading.ts';

/** An empty log of one partition, for one test. */
export interface SourceHarness extends AsyncDisposable {
  readonly context: RunContext;
  /** Follows the log from its start, in reads as small as it can make them. */
  readonly source: Source<LogRecord>;
  /** The same log from its start to the end that it has when it is opened; left out where there is no such reading. */
  readonly bounded?: Source<LogRecord>;
  append(texts: readonly string[]): Promise<void>;
  /** How often the log was asked for something, so far. */
  asked(): number;
  /** How much is held open: files, connections; left out where it cannot be seen. */
  held?(): Promise<number>;
}

/** What every source of records must do, whatever log it reads. */
export function describeSource(name: string, make: () => Promise<SourceHarness>): void {
  const filled = async (n: number) => {
    const harness = await make();
    const texts = Array.from({ length: n }, (_, i) => `{"n":${i},"pad":"${'x'.repeat((i * 7) % 40)}"}`);
    for (let i = 0; i < n; i += 5) await harness.append(texts.slice(i, i + 5));
    return { ...harness, texts };
  };

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
      const { items } = await reader.next(new AbortController().signal);
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

    test('gives the same positions in every reading, no two alike', async () => {
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

    test('resumes after any position with the next record', async () => {
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

    test('resumes after any read with the next record', async () => {
      await using log = await filled(30);
      const texts: string[] = [];
      let position: string | undefined;
      while (texts.length < 30) {
        const reader = await openReader(log.source, log.context, position);
        const read = await reader.next(new AbortController().signal);
        texts.push(...itemsOf(read).map(({ text }) => text));
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
    const read = await reader.next(new AbortController().signal);
    texts.push(...itemsOf(read).map(({ text }) => text));
    if (read.ended) return { texts, ended: read.ended };
  }
}

/** Many turns of the event loop: whoever has something to do without being asked does it now. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await setImmediate();
}
