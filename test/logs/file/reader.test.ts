import { appendFile, chmod, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import type { FileOptions } from '../../../src/logs/file/options.ts';
import { testClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { drain, itemsOf, openReader, take } from '../../support/reading.ts';

const clock = testClock();
const context = testContext({ clock });
let path: string;

beforeEach(async () => {
  const folder = await temporaryFolder();
  path = join(folder.path, 'crypto.ndjson');
  return () => folder[Symbol.asyncDispose]();
});

const open = (options?: FileOptions, from?: string) => openReader(file(path, options), context, from);
const textsOf = (reads: Awaited<ReturnType<typeof drain>>) => reads.flatMap(itemsOf).map(({ text }) => text);
const log = expect.objectContaining({ code: 'LOG' });

describe('a reader that follows a file', () => {
  test('never delivers a partial line', async () => {
    await writeFile(path, '');
    const reader = await open();
    const text = '{"n":1}\n{"n":2,"long":"line"}\n{"n":3}\n';
    const seen: string[] = [];
    for (let n = 1; n <= text.length; n++) {
      await appendFile(path, text.slice(n - 1, n));
      seen.push(...textsOf(await drain(reader, clock)));
      expect(seen).toEqual(text.slice(0, n).split('\n').slice(0, -1));
    }
    await reader.close();
  });

  test('waits for the file to appear, and says so once', async () => {
    const info = vi.fn();
    const logger = { ...context.logger, info };
    const reader = await openReader(file(path), { ...context, logger });
    expect(await drain(reader, clock)).toEqual([]);
    expect(await drain(reader, clock)).toEqual([]);
    expect(info).toHaveBeenCalledExactlyOnceWith({ path }, expect.any(String));
    await writeFile(path, '{"n":1}\n');
    expect(textsOf(await drain(reader, clock))).toEqual(['{"n":1}']);
    await reader.close();
  });

  test('pauses 10 ms, then longer, up to 100 ms', async () => {
    await writeFile(path, '{"n":1}\n');
    const pauses: number[] = [];
    const stop = new AbortController();
    const sleep = async (span: number) => {
      if (pauses.push(span) === 6) stop.abort();
    };
    const reader = await openReader(file(path), { ...context, clock: { ...clock, sleep } });
    await reader.next(stop.signal);
    await expect(reader.next(stop.signal)).rejects.toThrow();
    expect(pauses).toEqual([10, 20, 40, 80, 100, 100]);
    await reader.close();
  });

  test('reads one chunk at a time, and a line that is longer than a chunk whole', async () => {
    const lines = [...Array.from({ length: 9 }, (_, n) => `{"n":${n}}`), `{"long":"${'x'.repeat(1000)}"}`, '{"n":10}'];
    await writeFile(path, `${lines.join('\n')}\n`);
    const reader = await open({ chunk: 20 });
    const reads = await drain(reader, clock);
    expect(reads.map(({ items }) => items.length)).toEqual([2, 2, 2, 2, 1, 2]);
    expect(textsOf(reads)).toEqual(lines);
    await reader.close();
  });

  test('takes a first line of any length, and tells by its beginning which file it is', async () => {
    const first = `{"long":"${'x'.repeat(5000)}"}`;
    await writeFile(path, `${first}\n`);
    const reader = await open();
    const [item] = await take(reader, 1);
    expect(item?.text).toBe(first);
    await reader.close();
    await appendFile(path, '{"n":2}\n');
    const resumed = await open({}, item?.position);
    expect(textsOf(await drain(resumed, clock))).toEqual(['{"n":2}']);
    await resumed.close();
  });

  test('a file that is shorter than the position is an error, not a fresh start', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n');
    const reader = await open();
    const [, last] = await take(reader, 2);
    await truncate(path, 8);
    await expect(drain(reader, clock)).rejects.toThrow(log);
    await expect(open({}, last?.position).then((again) => drain(again, clock))).rejects.toThrow(log);
    await reader.close();
  });

  test('a file that was truncated and filled again is an error, however long it is', async () => {
    await writeFile(path, '{"n":1}\n');
    const reader = await open();
    const [last] = await take(reader, 1);
    await writeFile(path, '{"n":2}\n{"n":3}\n'); // truncates in place
    await expect(drain(reader, clock)).rejects.toThrow(log);
    await expect(open({}, last?.position)).rejects.toThrow(/written anew/);
    await reader.close();
  });

  test('a file that was written anew with the same first line is an error, for who follows and for who resumes', async () => {
    await writeFile(path, '{"head":1}\n{"n":1}\n');
    const reader = await open();
    const [, last] = await take(reader, 2);
    await writeFile(path, '{"head":1}\n{"n":2}\n{"n":3}\n'); // truncates in place
    await expect(drain(reader, clock)).rejects.toThrow(log);
    await expect(open({}, last?.position)).rejects.toThrow(log);
    await reader.close();
  });

  test('lines that a power cut took back, and others in their place, are an error', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n{"n":3}\n');
    const reader = await open();
    const [first, , last] = await take(reader, 3);
    await reader.close();
    await truncate(path, 8);
    await appendFile(path, '{"n":4}\n{"n":5}\n{"n":6}\n');
    await expect(open({}, last?.position)).rejects.toThrow(log);
    const before = await open({}, first?.position);
    expect(textsOf(await drain(before, clock))).toEqual(['{"n":4}', '{"n":5}', '{"n":6}']);
    await before.close();
  });

  test('a first line that only begins like the one before is another one', async () => {
    await writeFile(path, 'one\n');
    const reader = await open();
    await take(reader, 1);
    await writeFile(path, 'one more\nand another\n');
    await expect(drain(reader, clock)).rejects.toThrow(log);
    await reader.close();
  });

  test('a position of another kind of log is refused', async () => {
    await writeFile(path, '{"n":1}\n');
    await expect(open({}, '49590338271490256608559692538361571095921575989136588898')).rejects.toThrow(log);
  });

  test("begins behind the last complete line with from: 'latest'", async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n{"n":');
    const reader = await open({ from: 'latest' });
    const [chosen, ...more] = await drain(reader, clock);
    expect(more).toEqual([]);
    expect(chosen?.items, 'nothing but the place, so that a restart begins there too').toEqual([]);
    await appendFile(path, '3}\n{"n":4}\n');
    const restarted = await open({ from: 'latest' }, chosen?.position);
    for (const one of [reader, restarted]) {
      expect(textsOf(await drain(one, clock))).toEqual(['{"n":3}', '{"n":4}']);
      await one.close();
    }
  });

  test('a folder in place of a file, and a folder that is a file, are errors of the user', async () => {
    await mkdir(path);
    await expect(open()).rejects.toThrow(expect.objectContaining({ code: 'CONFIG' }));
    await writeFile(join(path, 'plain'), '');
    const inFile = file(join(path, 'plain', 'crypto.ndjson'));
    await expect(openReader(inFile, context)).rejects.toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });

  test('a file that may not be read is an error of the user', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may read everything');
    await writeFile(path, '{"n":1}\n');
    await chmod(path, 0);
    await expect(open()).rejects.toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });
});
