import { chmod, mkdir, open as openHandle, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import { never } from '../../../src/core/never.ts';
import { file } from '../../../src/logs/file/file.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';
import { openReader } from '../../support/reading.ts';
import { logPerTest } from './log-per-test.ts';

const { path, context, open, resume } = logPerTest();

describe('a reader that cannot read', () => {
  test('a position of another kind of log is refused', async () => {
    await writeFile(path, '{"n":1}\n');
    const other = '49590338271490256608559692538361571095921575989136588898';
    await expect(resume(other)).rejects.toThrow(expect.objectContaining({ code: 'LOG' }));
  });

  test('a folder in place of a file, and a folder that is a file, are errors of the user', async () => {
    await mkdir(path);
    await expect(open()).rejects.toThrow(expect.objectContaining({ code: 'CONFIG' }));
    await writeFile(join(path, 'plain'), '');
    const inFile = file(join(path, 'plain', 'crypto.ndjson'));
    await expect(openReader(inFile, context)).rejects.toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });

  test('a disk that fails is an error of the world', async () => {
    await writeFile(path, '{"n":1}\n');
    const reader = await open();
    await using handle = await openHandle(path);
    const failure = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    const reading = vi.spyOn(Object.getPrototypeOf(handle), 'read').mockRejectedValueOnce(failure);
    const failed = await reader.next(never).catch((thrown: unknown) => thrown);
    reading.mockRestore();
    expect(failed).toBeInstanceOf(WorldError);
    expect(failed).toMatchObject({ message: `${path}: EIO: i/o error, read`, cause: failure });
    await reader.close();
  });

  test('a disk that fails while it reads ahead harms nobody who does not read on', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n{"n":3}\n');
    const reader = await open({ chunk: 8 });
    await using handle = await openHandle(path);
    const shared = Object.getPrototypeOf(handle);
    const real = shared.read;
    const failure = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    const reading = vi.spyOn(shared, 'read').mockImplementation(async function (this: unknown, ...asked) {
      if (asked[2] !== 16) return real.apply(this, asked);
      throw failure; // the second line, and the first one again
    });
    await reader.next(never);
    expect(reading).toHaveBeenLastCalledWith(expect.anything(), 0, 16, 0);
    await expect(reading.mock.results.at(-1)?.value).rejects.toBe(failure);
    await reader.close();
    reading.mockRestore();
  });

  test('lets go of what it has opened when it cannot be opened', async ({ skip }) => {
    if (!heldIsSeen) return skip('what is held open cannot be seen here');
    await writeFile(`${path}.1`, '{"n":1}\n');
    await expect(open({ end: true })).rejects.toThrow(expect.objectContaining({ code: 'MISSING' }));
    expect(await heldUnder(path)).toBe(0);
  });

  test('a file that may not be read is an error of the user', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may read everything');
    await writeFile(path, '{"n":1}\n');
    await chmod(path, 0);
    await expect(open()).rejects.toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });
});
