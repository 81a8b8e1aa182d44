import { appendFile, open as openHandle, rename, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { drain, take } from '../../support/reading.ts';
import { logPerTest } from './log-per-test.ts';

const { path, clock, open, resume, read } = logPerTest();

const log = expect.objectContaining({ code: 'LOG' });

describe('a log that was written anew', () => {
  test('a file that is shorter than the position is an error, not a fresh start', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n');
    const reader = await open();
    const [, last] = await take(reader, 2);
    await truncate(path, 8);
    await expect(read(reader)).rejects.toThrow(log);
    await expect(resume(last?.position).then((again) => read(again))).rejects.toThrow(log);
    await reader.close();
  });

  test('a file that was truncated and filled again is an error, however long it is', async () => {
    await writeFile(path, '{"n":1}\n');
    const reader = await open();
    const [last] = await take(reader, 1);
    await writeFile(path, '{"n":2}\n{"n":3}\n'); // truncates in place
    await expect(read(reader)).rejects.toThrow(log);
    await expect(resume(last?.position)).rejects.toThrow(/written anew/);
    await reader.close();
  });

  test('a file that was written anew with the same first line is an error to follow, and to resume', async () => {
    await writeFile(path, '{"head":1}\n{"n":1}\n');
    const reader = await open();
    const [, last] = await take(reader, 2);
    await writeFile(path, '{"head":1}\n{"n":2}\n{"n":3}\n'); // truncates in place
    await expect(read(reader)).rejects.toThrow(log);
    await expect(resume(last?.position)).rejects.toThrow(log);
    await reader.close();
  });

  test('lines that a power cut took back, and others in their place, are an error', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n{"n":3}\n');
    const reader = await open();
    const [first, , last] = await take(reader, 3);
    await reader.close();
    await truncate(path, 8);
    await appendFile(path, '{"n":4}\n{"n":5}\n{"n":6}\n');
    await expect(resume(last?.position)).rejects.toThrow(log);
    const before = await resume(first?.position);
    expect(await read(before)).toEqual(['{"n":4}', '{"n":5}', '{"n":6}']);
    await before.close();
  });

  test.each([
    ['x\n1\n', 'x\n2\n3\n'],
    ['x\n{"n":1}\n', 'x\n["n":1}\n3\n'],
    ['x\n{"n":1}\n', 'x\n{"n":1]\n3\n'],
  ])('a last record that differs in one letter, wherever that is, is an error: %j and %j', async (before, after) => {
    await writeFile(path, before);
    const reader = await open();
    const [, last] = await take(reader, 2);
    await writeFile(path, after);
    await expect(read(reader)).rejects.toThrow(log);
    await expect(resume(last?.position)).rejects.toThrow(log);
    await reader.close();
  });

  test('a first line that only begins like the one before is another one', async () => {
    await writeFile(path, 'one\n');
    const reader = await open();
    await take(reader, 1);
    await writeFile(path, 'one more\nand another\n');
    await expect(read(reader)).rejects.toThrow(log);
    await reader.close();
  });

  test('a file that is truncated while it is read is an error', async () => {
    await writeFile(path, '{"n":1}\n');
    const reader = await open();
    await take(reader, 1);
    await appendFile(path, '{"n":2}\n');
    await using handle = await openHandle(path);
    const handles = Object.getPrototypeOf(handle);
    const { read: readHandle } = handles;
    vi.spyOn(handles, 'read').mockImplementationOnce(async function (this: unknown, ...into: unknown[]) {
      await truncate(path, 8);
      return readHandle.apply(this, into);
    });
    await expect(read(reader)).rejects.toThrow(log);
    vi.restoreAllMocks();
    await reader.close();
  });

  test('a file that begins otherwise is another one, though it has the same line in the same place', async () => {
    await writeFile(path, '{"head":1}\n{"n":1}\n');
    const reader = await open();
    const [, last] = await take(reader, 2);
    await reader.close();
    await writeFile(`${path}.new`, '{"head":2}\n{"n":1}\n{"n":2}\n');
    await rename(`${path}.new`, path);
    await expect(resume(last?.position)).rejects.toThrow(log);
  });

  test('a place that was chosen means nothing in a file that begins otherwise, or is shorter', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n');
    const reader = await open({ from: 'latest' });
    const [chosen] = await drain(reader, clock);
    await reader.close();
    await writeFile(path, '{"n":8}\n{"n":9}\n{"n":10}\n');
    await expect(resume(chosen?.position, { from: 'latest' })).rejects.toThrow(log);
    await writeFile(path, '{"n":1}\n');
    await expect(resume(chosen?.position, { from: 'latest' })).rejects.toThrow(log);
    await writeFile(path, '{"n":1}\n{"n":3}\n{"n":4}\n');
    const resumed = await resume(chosen?.position, { from: 'latest' });
    expect(await read(resumed), 'nothing was read that could have changed').toEqual(['{"n":4}']);
    await resumed.close();
  });
});
