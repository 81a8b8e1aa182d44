import { appendFile, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { drain, openReader, take, textsOf } from '../../support/reading.ts';
import { logPerTest } from './log-per-test.ts';

const { path, clock, context, open, resume, read } = logPerTest();

describe('a reader that follows a file', () => {
  test('never delivers a partial line', async () => {
    await writeFile(path, '');
    const reader = await open();
    const text = '{"n":1}\n{"n":2,"long":"line"}\n{"n":3}\n';
    const seen: string[] = [];
    for (let n = 1; n <= text.length; n++) {
      await appendFile(path, text.slice(n - 1, n));
      seen.push(...(await read(reader)));
      expect(seen).toEqual(text.slice(0, n).split('\n').slice(0, -1));
    }
    await reader.close();
  });

  test('knows a file by its whole first line, also where it saw a part of that first', async () => {
    await writeFile(path, '{"n":');
    const reader = await open();
    expect(await drain(reader, clock)).toEqual([]);
    await appendFile(path, '1}\n{"n":2}\n');
    const [item] = await take(reader, 1);
    await reader.close();
    const resumed = await resume(item?.position);
    expect(await read(resumed)).toEqual(['{"n":2}']);
    await resumed.close();
  });

  test('waits for the file to appear, and says so once', async () => {
    const info = vi.fn();
    const logger = { ...context.logger, info };
    const reader = await openReader(file(path), { ...context, logger });
    expect(await drain(reader, clock)).toEqual([]);
    expect(await drain(reader, clock)).toEqual([]);
    expect(info).toHaveBeenCalledExactlyOnceWith({ path }, expect.any(String));
    await writeFile(path, '{"n":1}\n');
    expect(await read(reader)).toEqual(['{"n":1}']);
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

  test('wakes when it is aborted or closed, though the clock stands still', async () => {
    await writeFile(path, '{"n":1}\n');
    const still = { ...context, clock: new ManualClock() };
    for (const how of ['aborted', 'closed']) {
      const reader = await openReader(file(path), still);
      await take(reader, 1);
      const stop = new AbortController();
      const waiting = reader.next(stop.signal);
      for (let turn = 0; turn < 50; turn++) await setImmediate();
      if (how === 'aborted') stop.abort(new Error('was aborted'));
      await Promise.all([reader.close(), expect(waiting).rejects.toThrow(`was ${how}`)]);
    }
  });

  test('reads one chunk at a time, and a line that is longer than a chunk whole', async () => {
    const lines = [...Array.from({ length: 9 }, (_, n) => `{"n":${n}}`), `{"long":"${'x'.repeat(1000)}"}`, '{"n":10}'];
    await writeFile(path, `${lines.join('\n')}\n`);
    const reader = await open({ chunk: 20 });
    const reads = await drain(reader, clock);
    expect(reads.map(({ items }) => items.length)).toEqual([2, 2, 2, 2, 1, 2]);
    expect(reads.flatMap(textsOf)).toEqual(lines);
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
    const resumed = await resume(item?.position);
    expect(await read(resumed)).toEqual(['{"n":2}']);
    await resumed.close();
  });
});
