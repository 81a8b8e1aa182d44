import { expect, test } from 'vitest';
import { failure, unlessMissing } from '../../../src/disk/failure.ts';

const thrownBySystem = (code: string) =>
  Object.assign(new Error(`${code}: as the system says`), { code, syscall: 'open' });

test.each([
  ['EACCES', 'CONFIG'],
  ['EISDIR', 'CONFIG'],
  ['EROFS', 'CONFIG'],
  ['EIO', 'WORLD'],
  ['ENOSPC', 'WORLD'],
  ['EMFILE', 'WORLD'],
])('%s is an error of kind %s that names the file', (code, kind) => {
  const message = expect.stringContaining(`a/b.ndjson: ${code}`);
  expect(failure(thrownBySystem(code), 'a/b.ndjson')).toMatchObject({ code: kind, message });
});

test('what the system did not throw is left as it is', () => {
  const bug = new TypeError('undefined is not a function');
  expect(failure(bug, 'a/b.ndjson')).toBe(bug);
  expect(failure('text', 'a/b.ndjson')).toBe('text');
});

test('only a missing file counts as missing', async () => {
  expect(await unlessMissing(Promise.reject(thrownBySystem('ENOENT')))).toBeUndefined();
  await expect(unlessMissing(Promise.reject(thrownBySystem('EIO')))).rejects.toThrow('EIO');
});
