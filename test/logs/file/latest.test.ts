import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import { LINE_MAX } from '../../../src/logs/file/lines.ts';
import type { FileOptions } from '../../../src/logs/file/options.ts';
import { testClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { drain, itemsOf, openReader } from '../../support/reading.ts';

const clock = testClock();
const context = testContext({ clock });
let path: string;

beforeEach(async () => {
  const folder = await temporaryFolder();
  path = join(folder.path, 'crypto.ndjson');
  return () => folder[Symbol.asyncDispose]();
});

const open = (options?: FileOptions, from?: string) => openReader(file(path, options), context, from);
const textsOf = (reads: Awaited<ReturnType<typeof drain>>) => reads.flatMap(itemsOf).map(({ text }) => text);

describe('a reader of the latest records', () => {
  test('begins behind the last complete line', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n{"n":');
    const reader = await open({ from: 'latest' });
    const [chosen, ...more] = await drain(reader, clock);
    expect(more).toEqual([]);
    expect(chosen?.items, 'nothing but the place, so that a restart begins there too').toEqual([]);
    await appendFile(path, '3}\n{"n":4}\n');
    const restarted = await open({ from: 'latest' }, chosen?.position);
    for (const one of [reader, restarted]) {
      expect(textsOf(await drain(one, clock))).toEqual(['{"n":3}', '{"n":4}']);
      await one.close();
    }
  });

  test('goes on in the file in which it began, when that was rotated before it was opened again', async () => {
    await writeFile(path, '{"n":1}\n');
    const reader = await open({ from: 'latest' });
    const [chosen] = await drain(reader, clock);
    await reader.close();
    await appendFile(path, '{"n":2}\n');
    await rename(path, `${path}.1`);
    await writeFile(path, '{"n":3}\n');
    const resumed = await open({ from: 'latest' }, chosen?.position);
    expect(textsOf(await drain(resumed, clock))).toEqual(['{"n":2}', '{"n":3}']);
    await resumed.close();
  });

  test('begins behind all rotated parts, and at the start of what is not there yet', async () => {
    await writeFile(`${path}.1`, '{"n":1}\n');
    const reader = await open({ from: 'latest' });
    expect(await drain(reader, clock)).toEqual([]);
    await writeFile(path, '{"n":2}\n');
    expect(textsOf(await drain(reader, clock))).toEqual(['{"n":2}']);
    await reader.close();
  });

  test.each([
    ['in a long file', `${'x'.repeat(999)}\n`.repeat(1_500), ''],
    ['amid a line that is longer than any', `{"n":1}\n${'x'.repeat(LINE_MAX + 10)}`, '\n'],
  ])('finds the end %s', async (_where, before, end) => {
    await writeFile(path, before);
    const reader = await open({ from: 'latest' });
    expect(textsOf(await drain(reader, clock))).toEqual([]);
    await appendFile(path, `${end}{"n":2}\n`);
    expect(textsOf(await drain(reader, clock))).toEqual(['{"n":2}']);
    await reader.close();
  });
});
