import { appendFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { never } from '../../../src/core/never.ts';
import { drain, itemsOf, take, textsOf } from '../../support/reading.ts';
import { logPerTest } from './log-per-test.ts';

const { path, clock, open, resume, readItems, write } = logPerTest();

describe('a bounded read', () => {
  test('of a file that is not there is one clear error', async () => {
    for (const options of [{ end: true }, { limit: 1 }, { within: 1 }] as const) {
      await expect(open(options)).rejects.toThrow(expect.objectContaining({ code: 'MISSING' }));
    }
  });

  test('to the end delivers an unterminated last line, with the end', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}');
    const reader = await open({ end: true, chunk: 10 });
    const reads = await drain(reader, clock);
    expect(reads.flatMap(textsOf)).toEqual(['{"n":1}', '{"n":2}']);
    expect(reads.map(({ ended }) => ended)).toEqual([undefined, { children: [] }]);
    await expect(reader.next(never)).rejects.toThrow('asked for more');
    await reader.close();
  });

  test('to the end takes a line whole that was being written when it was opened, and nothing behind it', async () => {
    await writeFile(path, '{"n":1}\n{"n":');
    const reader = await open({ end: true });
    await appendFile(path, '2}\n{"n":3}\n');
    const reads = await drain(reader, clock);
    expect(reads.flatMap(textsOf)).toEqual(['{"n":1}', '{"n":2}']);
    expect(reads.at(-1)?.ended).toEqual({ children: [] });
    await reader.close();
  });

  test.each([
    ['is removed', async () => rm(path), 'was removed'],
    [
      'is removed and made anew',
      async () => {
        await rm(path);
        await writeFile(path, '{"n":9}\n');
      },
      'was removed',
    ],
    ['is emptied', async () => writeFile(path, ''), 'is shorter'],
  ])('to the end is an error where the last part %s before it was read', async (_what, change, message) => {
    await write('crypto.ndjson.1', '{"n":1}\n{"n":2}\n', 1000);
    await writeFile(path, '{"n":3}\n');
    const reader = await open({ end: true, chunk: 8 });
    const { items } = await reader.next(never);
    expect(items).toHaveLength(1);
    await change();
    await expect(drain(reader, clock)).rejects.toThrow(
      expect.objectContaining({ code: 'LOG', message: expect.stringContaining(message) }),
    );
    await reader.close();
  });

  test('to the end begins with the oldest rotated part', async () => {
    for (const [suffix, text, second] of [
      ['.2', '{"n":1}\n', 1000],
      ['.1', '{"n":2}\n{"torn', 2000],
      ['', '{"n":3}\n', 3000],
    ] as const) {
      await write(`crypto.ndjson${suffix}`, text, second);
    }
    for (const options of [{ end: true }, { end: true, chunk: 8 }] as const) {
      const reader = await open(options);
      const reads = await drain(reader, clock);
      expect(reads.flatMap(textsOf)).toEqual(['{"n":1}', '{"n":2}', '{"torn', '{"n":3}']);
      expect(reads.at(-1)?.ended).toEqual({ children: [] });
      await reader.close();
    }
    await rm(path);
    await expect(open({ end: true })).rejects.toThrow(expect.objectContaining({ code: 'MISSING' }));
  });

  test('of one unterminated line, of blank lines, of nothing: each ends', async () => {
    for (const [text, items] of [
      ['{"n":1}', 1],
      ['\n\r\n\n', 0],
      ['', 0],
    ] as const) {
      await writeFile(path, text);
      const reader = await open({ end: true });
      const reads = await drain(reader, clock);
      expect(reads.map((read) => [read.items.length, read.ended])).toEqual([[items, { children: [] }]]);
      await reader.close();
      await rm(path);
    }
  });

  test('with a limit begins at the latest record and ends with the last that is wanted', async () => {
    await writeFile(path, '{"n":1}\n');
    const reader = await open({ limit: 3 });
    expect(await drain(reader, clock)).toEqual([]);
    await appendFile(path, '{"n":2}\n{"n":3}\n');
    const first = await drain(reader, clock);
    await appendFile(path, '{"n":4}\n{"n":5}\n');
    const reads = [...first, ...(await drain(reader, clock))];
    expect(reads.flatMap(textsOf)).toEqual(['{"n":2}', '{"n":3}', '{"n":4}']);
    expect(reads.map(({ ended }) => ended)).toEqual([undefined, { children: [] }]);
    await reader.close();
  });

  test('with a limit knows after any position how many are left', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n{"n":3}\n{"n":4}\n{"n":5}\n');
    const options = { limit: 4, from: 'start', chunk: 17 } as const;
    const reader = await open(options);
    const items = await readItems(reader);
    await reader.close();
    expect(items).toHaveLength(4);
    for (const [i, { position }] of items.entries()) {
      const resumed = await resume(position, options);
      const reads = await drain(resumed, clock);
      expect(reads.flatMap(itemsOf)).toEqual(items.slice(i + 1));
      expect(reads.at(-1)?.ended).toEqual({ children: [] });
      await resumed.close();
    }
  });

  test('with a limit gives up after half a minute', async () => {
    await writeFile(path, '');
    const start = clock.now();
    const reader = await open({ limit: 250 });
    const read = await reader.next(never);
    expect(read).toMatchObject({ items: [], ended: { children: [] } });
    expect(clock.now() - start).toBe(30_000);
    await reader.close();
  });

  test('within a span takes what came until then', async () => {
    await writeFile(path, '{"n":1}\n');
    const reader = await open({ within: 55 });
    const unwatch = clock.onSleep(() => void appendFile(path, '{"n":2}\n').catch(() => {}));
    const start = clock.now();
    const items = await take(reader, Number.POSITIVE_INFINITY);
    unwatch();
    expect(items.length).toBeGreaterThan(0);
    expect(clock.now() - start).toBe(55);
    await reader.close();
  });

  test('with a limit and an end stops at whichever comes first', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n{"n":3}\n');
    for (const limit of [2, 3, 9]) {
      const reader = await open({ end: true, limit, chunk: 8 });
      await clock.sleep(60_000); // however long it takes
      const reads = await drain(reader, clock);
      expect(reads.flatMap(textsOf)).toHaveLength(Math.min(limit, 3));
      expect(reads.at(-1)?.ended).toEqual({ children: [] });
      await reader.close();
    }
  });
});
