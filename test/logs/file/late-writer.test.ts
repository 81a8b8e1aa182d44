import { appendFile, rename, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { never } from '../../../src/core/never.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';
import { textsOf } from '../../support/reading.ts';
import { logPerTest } from './log-per-test.ts';

const { folder, path, open, read } = logPerTest();

describe('a reader of a log whose writer has not noticed the rotation', () => {
  test('reads on in the old file when that is written to late', async () => {
    await writeFile(path, '1\n');
    const reader = await open();
    expect(await read(reader)).toEqual(['1']);
    await rename(path, `${path}.1`);
    await writeFile(path, '3\n');
    await appendFile(`${path}.1`, '2\n');
    const first = await reader.next(never);
    expect(textsOf(first)).toEqual(['2']);
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
      expect(textsOf(await reader.next(never))).toEqual(['{"torn']);
    }
    await readers.pop()?.close();
    await appendFile(`${path}.1`, '\n2\n');
    for (const reader of readers) expect(await read(reader)).toEqual(['2', '3']);
    for (const reader of readers) await reader.close();
    if (heldIsSeen) expect(await heldUnder(folder), 'both files are let go, also between them').toBe(0);
  });
});
