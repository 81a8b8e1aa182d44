import { appendFile, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Position } from '../../../src/core/record.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';
import { logPerTest } from './log-per-test.ts';

const { folder, path, open, resume, readItems, read, write } = logPerTest({ chunk: 24 });

/** The position behind the first line, from a reader that is closed again. */
async function positionOfFirst(): Promise<Position | undefined> {
  const reader = await open();
  const [first] = await readItems(reader);
  await reader.close();
  return first?.position;
}
/** What another reader finds behind it. */
async function readBehind(position: Position | undefined): Promise<string[]> {
  const reader = await resume(position);
  const texts = await read(reader);
  await reader.close();
  return texts;
}

describe('a reader without a position', () => {
  test('begins with the oldest part', async () => {
    await write('crypto.ndjson.2', '1\n', 1000);
    await write('crypto.ndjson.1', '2\n', 2000);
    await write('crypto.ndjson', '3\n', 3000);
    const reader = await open();
    expect(await read(reader)).toEqual(['1', '2', '3']);
    await reader.close();
  });

  test('does not begin behind a part that it cannot read', async () => {
    await write('crypto.ndjson.1.gz', 'packed', 1000);
    await write('crypto.ndjson', '3\n', 3000);
    await expect(open()).rejects.toThrow(/crypto\.ndjson\.1\.gz .* compressed/);
  });
});

describe('rotations while nobody read', () => {
  test('are read in the order in which the files were written', async () => {
    await write('crypto.ndjson', '1\n2\n', 1000);
    const first = await positionOfFirst();
    await rename(path, `${path}.old`);
    await write('crypto.ndjson.2', '3\n', 2000);
    await write('crypto.ndjson-20240808', '4\n', 3000);
    await write('crypto.ndjson.1', '', 3500);
    await write('crypto.ndjson', '5\n', 4000);
    expect(await readBehind(first)).toEqual(['2', '3', '4', '5']);
  });

  test('are read in the order in which the files were made, where all were changed at the same time', async () => {
    await write('crypto.ndjson', '1\n', 1000);
    const first = await positionOfFirst();
    for (const n of [2, 3, 4]) {
      await rename(path, `${path}.${9 - n}`);
      await write('crypto.ndjson', `${n}\n`, 1000);
    }
    expect(await readBehind(first)).toEqual(['2', '3', '4']);
  });

  test('are read also while the new file is not there yet', async () => {
    await write('crypto.ndjson', '1\n', 1000);
    const first = await positionOfFirst();
    await rename(path, `${path}.2`);
    await write('crypto.ndjson.1', '2\n', 2000);
    const resumed = await resume(first);
    expect(await read(resumed)).toEqual(['2']);
    await write('crypto.ndjson', '3\n', 3000);
    expect(await read(resumed)).toEqual(['3']);
    await resumed.close();
  });

  test('that removed the file of the position are an error that names it', async () => {
    await write('crypto.ndjson', '1\n', 1000);
    const reader = await open();
    const [first] = await readItems(reader);
    await writeFile(join(folder, 'other'), '2\n'); // so that no new file gets the same inode
    await rename(join(folder, 'other'), path);
    await reader.close();
    const gone = { code: 'LOG', message: expect.stringContaining(first?.position.split(':')[0] ?? '?') };
    await expect(resume(first?.position)).rejects.toThrow(expect.objectContaining(gone));
  });

  test('that left a copy of the file of the position are read on from the copy', async () => {
    await write('crypto.ndjson', '1\n2\n', 1000);
    const first = await positionOfFirst();
    await writeFile(join(folder, 'unpacked'), '1\n2\n');
    await rename(join(folder, 'unpacked'), `${path}.1`);
    await utimes(`${path}.1`, 1000, 1000);
    await write('new', '3\n', 2000);
    await rename(join(folder, 'new'), path);
    expect(await readBehind(first)).toEqual(['2', '3']);
    if (heldIsSeen) expect(await heldUnder(folder), 'what was not the file is closed').toBe(0);
  });

  test('that left an older copy beside the file of the position are read on from that file', async () => {
    await write('crypto.ndjson', '1\n', 1000);
    const first = await positionOfFirst();
    await write('crypto.ndjson.1', '1\n', 1500);
    await appendFile(path, '2\n');
    await rename(path, `${path}.2`);
    await write('crypto.ndjson', '3\n', 3000);
    await utimes(`${path}.2`, 2000, 2000);
    expect(await readBehind(first)).toEqual(['2', '3']);
  });

  test('that compressed the next file are an error that says so', async () => {
    await write('crypto.ndjson', '1\n', 1000);
    const reader = await open();
    await read(reader);
    await rename(path, `${path}.2`);
    await write('crypto.ndjson.1.gz', 'packed', 2000);
    await write('crypto.ndjson', '3\n', 3000);
    await expect(read(reader)).rejects.toThrow(/crypto\.ndjson\.1\.gz .* compressed/);
    await reader.close();
  });
});
