import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import { testClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';
import { drain, itemsOf, openReader } from '../../support/reading.ts';

const clock = testClock();
const context = testContext({ clock });
let folder: string;
let path: string;

beforeEach(async () => {
  const temporary = await temporaryFolder();
  folder = temporary.path;
  path = join(folder, 'crypto.ndjson');
  return () => temporary[Symbol.asyncDispose]();
});

const open = () => openReader(file(path), context);
const read = async (reader: Awaited<ReturnType<typeof open>>) =>
  (await drain(reader, clock)).flatMap(itemsOf).map(({ text }) => text);

describe('a reader of a log whose writer has not noticed the rotation', () => {
  test('reads on in the old file when that is written to late', async () => {
    await writeFile(path, '1\n');
    const reader = await open();
    expect(await read(reader)).toEqual(['1']);
    await rename(path, `${path}.1`);
    await writeFile(path, '3\n');
    await appendFile(`${path}.1`, '2\n');
    const first = await reader.next(new AbortController().signal);
    expect(itemsOf(first).map(({ text }) => text)).toEqual(['2']);
    await appendFile(`${path}.1`, '2.5\n');
    expect(await read(reader)).toEqual(['2.5', '3']);
    await reader.close();
  });

  test('reads on in the old file behind a line that was torn there, and given', async () => {
    await writeFile(path, '1\n{"torn');
    const readers = [await open(), await open()];
    for (const reader of readers) expect(await read(reader)).toEqual(['1']);
    await rename(path, `${path}.1`);
    await writeFile(path, '3\n');
    for (const reader of readers) {
      expect(itemsOf(await reader.next(new AbortController().signal)).map(({ text }) => text)).toEqual(['{"torn']);
    }
    await readers.pop()?.close();
    await appendFile(`${path}.1`, '\n2\n');
    for (const reader of readers) expect(await read(reader)).toEqual(['2', '3']);
    for (const reader of readers) await reader.close();
    if (heldIsSeen) expect(await heldUnder(folder), 'both files are let go, also between them').toBe(0);
  });
});
