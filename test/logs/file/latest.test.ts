import { appendFile, rename, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { LINE_MAX } from '../../../src/core/lines.ts';
import { drain } from '../../support/reading.ts';
import { logPerTest } from './log-per-test.ts';

const { path, clock, open, resume, read } = logPerTest({ from: 'latest' });

describe('a reader of the latest records', () => {
  test('begins behind the last complete line', async () => {
    await writeFile(path, '{"n":1}\n{"n":2}\n{"n":');
    const reader = await open();
    const [chosen, ...more] = await drain(reader, clock);
    expect(more).toEqual([]);
    expect(chosen?.items, 'nothing but the place, so that a restart begins there too').toEqual([]);
    await appendFile(path, '3}\n{"n":4}\n');
    const restarted = await resume(chosen?.position);
    for (const one of [reader, restarted]) {
      expect(await read(one)).toEqual(['{"n":3}', '{"n":4}']);
      await one.close();
    }
  });

  test('goes on in the file in which it began, when that was rotated before it was opened again', async () => {
    await writeFile(path, '{"n":1}\n');
    const reader = await open();
    const [chosen] = await drain(reader, clock);
    await reader.close();
    await appendFile(path, '{"n":2}\n');
    await rename(path, `${path}.1`);
    await writeFile(path, '{"n":3}\n');
    const resumed = await resume(chosen?.position);
    expect(await read(resumed)).toEqual(['{"n":2}', '{"n":3}']);
    await resumed.close();
  });

  test('begins behind all rotated parts, and at the start of what is not there yet', async () => {
    await writeFile(`${path}.1`, '{"n":1}\n');
    const reader = await open();
    expect(await drain(reader, clock)).toEqual([]);
    await writeFile(path, '{"n":2}\n');
    expect(await read(reader)).toEqual(['{"n":2}']);
    await reader.close();
  });

  test.each([
    ['in a long file', `${'x'.repeat(999)}\n`.repeat(1_500), ''],
    ['amid a line that is longer than any', `{"n":1}\n${'x'.repeat(LINE_MAX + 10)}`, '\n'],
  ])('finds the end %s', async (_where, before, end) => {
    await writeFile(path, before);
    const reader = await open();
    expect(await read(reader)).toEqual([]);
    await appendFile(path, `${end}{"n":2}\n`);
    expect(await read(reader)).toEqual(['{"n":2}']);
    await reader.close();
  });
});
