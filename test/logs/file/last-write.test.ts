import { appendFile, mkdir, rename, utimes, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import { logPerTest } from './log-per-test.ts';

const { path, context } = logPerTest();
const lastWrite = () => file(path).lastWrite?.(context);
const writtenAt = async (name: string, seconds: number) => utimes(name, seconds, seconds);

test('a log was written last when its file was, or what a rotation has made of it', async () => {
  expect(await lastWrite()).toBeUndefined();
  await writeFile(path, '1\n');
  await writtenAt(path, 60);
  expect(await lastWrite()).toBe(60_000);
  await rename(path, `${path}.1`);
  expect(await lastWrite(), 'while nothing has its name').toBe(60_000);
  await writeFile(path, '');
  expect(await lastWrite(), 'an empty file was written by nobody').toBe(60_000);
  await appendFile(path, '2\n');
  await writtenAt(path, 90);
  await writeFile(`${path}.backup`, '1\n');
  expect(await lastWrite(), 'a copy is none of it').toBe(90_000);
});

test('where it cannot be told, that is an error that says why', async () => {
  await mkdir(path.replace(/[^/]+$/, 'folder'));
  const of = (path: string) => file(path).lastWrite?.(context);
  await writeFile(path, 'no folder');
  await expect(of(`${path}/log.ndjson`)).rejects.toMatchObject({ code: 'CONFIG' });
});
