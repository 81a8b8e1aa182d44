/** Goal: files that begin alike are told apart, and what may not be read, or changes while it is read, loses nothing. */
import { copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { appendFile, chmod, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { Handle } from '../../../src/logs/tail/handle.ts';
import { tailPerTest, unprivileged } from './tail-per-test.ts';

const { at, path, open, resume, readItems, read, warned } = tailPerTest();
const HEADER = '#date,symbol,price\n';

describe('a file that begins as another one does', () => {
  test.each(['that is followed', 'behind a restart'])('loses nothing when that is truncated: %s', async (when) => {
    await writeFile(at('app-a.log'), `${HEADER}a1\na2\n`);
    let reader = await open();
    await readItems(reader);
    await writeFile(at('app-b.log'), HEADER);
    await readItems(reader, 11_000); // it is taken for a copy
    await appendFile(at('app-a.log'), 'a3\n');
    const [last] = await readItems(reader, 500);
    if (when === 'behind a restart') await reader.close();
    await appendFile(at('app-b.log'), 'b1\nb2\nb3\n');
    await truncate(at('app-a.log'));
    await appendFile(at('app-a.log'), `${HEADER}a4\n`);
    if (when === 'behind a restart') reader = await resume(last?.position);
    expect(await read(reader, 200_000)).toEqual(expect.arrayContaining(['a4', 'b1', 'b2', 'b3']));
    await appendFile(at('app-b.log'), 'b4\n');
    expect(await read(reader, 200_000)).toEqual(['b4']);
    await reader.close();
  });
});

test('many files that begin differently are each opened a few times, not once for each other one', async () => {
  const opened = vi.spyOn(Handle, 'open');
  const FILES = 80;
  for (let i = 0; i < FILES; i++) await writeFile(at(`app-${i}.log`), `line of ${i}\n`);
  const reader = await open();
  expect(await read(reader)).toHaveLength(FILES);
  expect(opened.mock.calls.length).toBeLessThan(12 * FILES);
  opened.mockRestore();
  await reader.close();
});

test('a file that is truncated and written anew amid a read gives no piece of a line', async () => {
  await writeFile(path, 'first\nsecond\n');
  const reader = await open();
  expect(await read(reader)).toEqual(['first', 'second']);
  await appendFile(path, 'third\n');
  const real = Handle.prototype.read;
  const spy = vi.spyOn(Handle.prototype, 'read').mockImplementation(async function (this: Handle, offset, length) {
    const bytes = await real.call(this, offset, length);
    if (!bytes.includes('third')) return bytes;
    spy.mockRestore();
    copyFileSync(path, at('app.log.1'));
    truncateSync(path);
    writeFileSync(path, 'line 1\nline 2\nline 3\nline 4\n');
    return bytes;
  });
  const texts = await read(reader, 100_000);
  expect(texts.toSorted()).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'third']);
  await reader.close();
});

describe('what may not be read', () => {
  test('is warned of, and holds up no other file; it is read when it may be', async () => {
    await writeFile(path, '1\n');
    await writeFile(at('app-2.log'), 'mine\n');
    await chmod(path, 0o600);
    const reader = await unprivileged(() => open());
    expect(await unprivileged(() => read(reader))).toEqual(['mine']);
    expect(warned()).toEqual([expect.stringMatching(/a file may not be read by this user/)]);
    await unprivileged(() => read(reader));
    expect(warned(), 'once').toEqual([]);
    await chmod(path, 0o644);
    expect(await unprivileged(() => read(reader))).toEqual(['1']);
    await reader.close();
  });

  test('for a moment, as when it is rotated, is read on from where it was', async () => {
    await writeFile(path, '1\n');
    const reader = await unprivileged(() => open());
    expect(await unprivileged(() => read(reader))).toEqual(['1']);
    await rename(path, at('app.log.1'));
    await writeFile(path, '2\n');
    await chmod(path, 0o600);
    expect(await unprivileged(() => read(reader))).toEqual([]);
    await chmod(path, 0o644);
    await appendFile(path, '3\n');
    expect(await unprivileged(() => read(reader))).toEqual(['2', '3']);
    await reader.close();
  });

  test('as a folder, or is none, is passed over', async () => {
    for (const name of ['a', 'b']) {
      await mkdir(at(name));
      await writeFile(at(`${name}/app.log`), `${name}\n`);
    }
    await writeFile(at('x'), '');
    await symlink(at('x'), at('link'));
    await chmod(at('a'), 0o700);
    const reader = await unprivileged(() => open(undefined, '*/app.log'));
    expect(await unprivileged(() => read(reader))).toEqual(['b']);
    await reader.close();
    await chmod(at('a'), 0o755);
  });
});
