import { appendFile, chmod, copyFile, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { heldIsSeen, heldUnder } from '../../support/held.ts';
import { tailPerTest, unprivileged } from './tail-per-test.ts';

const { folder, at, path, open, resume, readItems, read, remove, warned } = tailPerTest({ chunk: 24 });

describe('a tail, over a rotation', () => {
  test('by renaming, to a name that matches: reads the old file to its end, and the new one', async () => {
    await writeFile(path, '1\n2\n');
    const reader = await open();
    expect(await read(reader)).toEqual(['1', '2']);
    await appendFile(path, '3\n');
    await rename(path, at('app.log.1'));
    await writeFile(path, '4\n');
    await appendFile(at('app.log.1'), '5\n'); // by a writer who has not noticed
    expect((await read(reader)).sort()).toEqual(['3', '4', '5']);
    await reader.close();
  });

  test('by renaming, to a name that does not match: reads it to its end, also after a restart', async () => {
    await writeFile(path, '1\n2\n');
    const reader = await open();
    const items = await readItems(reader);
    await appendFile(path, '3\n');
    await rename(path, at('old.log'));
    await writeFile(path, '4\n');
    expect(await read(reader)).toEqual(['3', '4']);
    await reader.close();
    const again = await resume(items[0]?.position);
    expect(await read(again)).toEqual(['2', '3', '4']);
    await again.close();
    expect(warned()).toEqual([]);
  });

  test('by moving it away and removing it: reads to the end what is open, and tells what it could not', async () => {
    await mkdir(at('away'));
    await writeFile(path, '1\n2\n');
    const reader = await open();
    const items = await readItems(reader);
    await appendFile(path, '3\ntorn');
    await rename(path, at('away/app.log'));
    await writeFile(path, '4\n');
    expect((await read(reader)).sort()).toEqual(['3', '4', 'torn']);
    expect(await read(reader, 100_000)).toEqual([]);
    if (heldIsSeen) expect(await heldUnder(folder), 'what is done is let go').toBe(1);
    await reader.close();
    expect(warned()).toEqual([]);
    const again = await resume(items[0]?.position);
    expect(await read(again, 21_000)).toEqual(['4']);
    await again.close();
    expect(warned()).toEqual(['a file is gone that was read up to there: what came after is lost']);
  });

  test.each(['app.log.1', 'old.log'])('by copying to %s and truncating: reads the rest from the copy', async (copy) => {
    await writeFile(path, '1\n2\n');
    const reader = await open();
    const items = await readItems(reader);
    await appendFile(path, '3\n');
    await copyFile(path, at(copy));
    await truncate(path);
    await appendFile(path, '4\n');
    expect((await read(reader)).sort()).toEqual(['3', '4']);
    await reader.close();
    for (const [i, item] of items.entries()) {
      const again = await resume(item.position);
      expect((await read(again)).sort()).toEqual(['2', '3', '4'].slice(i));
      await again.close();
    }
    expect(warned().every((line) => !line.includes('lost'))).toBe(true);
  });

  test('by copying, seen before the original is truncated: reads no line twice', async () => {
    await writeFile(path, '1\n2\n');
    const reader = await open();
    expect(await read(reader)).toEqual(['1', '2']);
    await appendFile(path, '3\n');
    await copyFile(path, at('app.log.1'));
    expect(await read(reader)).toEqual(['3']);
    await appendFile(path, '4\n');
    const [four, ...none] = await readItems(reader);
    expect([four?.text, none]).toEqual(['4', []]);
    await truncate(path);
    await appendFile(path, '5\n');
    expect(await read(reader)).toEqual(['5']);
    await reader.close();
    const again = await resume(four?.position);
    expect(await read(again)).toEqual(['5']);
    await again.close();
  });

  test('by copying to where nobody looks, and truncating: tells that something may be lost', async () => {
    await mkdir(at('away'));
    await writeFile(path, '1\n2\n');
    const reader = await open();
    expect(await read(reader)).toEqual(['1', '2']);
    await appendFile(path, '3\n');
    await copyFile(path, at('away/app.log'));
    await writeFile(path, '4\n5\n6\n7\n8\n'); // longer than it was
    expect(await read(reader)).toEqual(['4', '5', '6', '7', '8']);
    await reader.close();
    expect(warned()).toEqual([
      'a file was truncated, or written anew: it is read from its start; what was not read of it is lost, since ' +
        'there is no copy',
    ]);
  });

  test('by copying, beside what may not be read and a link to itself: passes those', async () => {
    await writeFile(path, '1\n2\n');
    const reader = await open();
    expect(await read(reader)).toEqual(['1', '2']);
    await writeFile(at('secret'), '0\n0\n0\n');
    await chmod(at('secret'), 0);
    await symlink(at('loop'), at('loop'));
    await copyFile(path, at('app.log.1'));
    await truncate(path);
    await appendFile(path, '3\n');
    expect(await unprivileged(() => read(reader))).toEqual(['3']);
    await reader.close();
  });

  test('by writing on to a file of another name, each hour: reads a torn last line when that is all', async () => {
    await writeFile(at('app-10.log'), '1\ntorn');
    const reader = await open();
    expect(await read(reader, 100_000)).toEqual(['1']);
    await writeFile(at('app-11.log'), '2\n');
    expect(await read(reader)).toEqual(['2']);
    expect(await read(reader, 100_000)).toEqual(['torn']);
    await writeFile(at('app-12.log'), '3\n');
    await remove('app-10.log');
    expect(await read(reader, 21_000)).toEqual(['3']);
    await reader.close();
    expect(warned()).toEqual([]);
  });

  test('that gives the inode to another file: reads that from its start', async () => {
    await writeFile(path, '1\n2\n');
    const reader = await open();
    const [, last] = await readItems(reader);
    await reader.close();
    await remove('app.log');
    await writeFile(at('app2.log'), '3\n4\n5\n');
    const again = await resume(last?.position);
    expect(await read(again)).toEqual(['3', '4', '5']);
    await again.close();
  });
});
