import { appendFile, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import { testClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { temporaryFolder } from '../../support/folder.ts';
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

const open = (from?: string) => openReader(file(path, { chunk: 24 }), context, from);
const read = async (reader: Awaited<ReturnType<typeof open>>) =>
  (await drain(reader, clock)).flatMap(itemsOf).map(({ text }) => text);
/** Writes a file that was last changed `second` seconds after 1970. */
async function write(name: string, text: string, second: number): Promise<void> {
  await writeFile(join(folder, name), text);
  await utimes(join(folder, name), second, second);
}

describe('a rotation while it is followed', () => {
  test('is read over: the old file to its end, then the new one', async () => {
    await writeFile(path, '1\n2\n');
    const reader = await open();
    expect(await read(reader)).toEqual(['1', '2']);
    await appendFile(path, '3\n');
    await rename(path, `${path}.1`);
    await appendFile(`${path}.1`, '4\n'); // the writer has not noticed yet
    expect(await read(reader)).toEqual(['3', '4']);
    await writeFile(path, '');
    await appendFile(`${path}.1`, '5\n'); // nor now
    expect(await read(reader)).toEqual(['5']);
    await appendFile(`${path}.1`, '6\n');
    await appendFile(path, '7\n');
    expect(await read(reader)).toEqual(['6', '7']);
    await reader.close();
  });

  test('delivers the unterminated last line of the old file, which cannot grow any more', async () => {
    await writeFile(path, '1\n{"torn');
    const reader = await open();
    expect(await read(reader)).toEqual(['1']);
    await rename(path, `${path}.1`);
    await writeFile(path, '2\n');
    expect(await read(reader)).toEqual(['{"torn', '2']);
    await reader.close();
  });

  test('loses nothing when the file was never seen with a whole line', async () => {
    await writeFile(path, '{"torn');
    const reader = await open();
    expect(await read(reader)).toEqual([]);
    await rename(path, `${path}.1`);
    await writeFile(path, '2\n');
    expect(await read(reader)).toEqual(['{"torn', '2']);
    await reader.close();
  });

  test('is read over when the old file is removed', async () => {
    await writeFile(path, '1\n2\n');
    const reader = await open();
    expect(await read(reader)).toEqual(['1', '2']);
    await appendFile(path, '3\n');
    await rm(path);
    await writeFile(path, '4\n');
    expect(await read(reader)).toEqual(['3', '4']);
    await reader.close();
  });

  test('passes over files beside it that are older, or bear another name, or are folders', async () => {
    await write('crypto.ndjson.0', 'older\n', 1000);
    await write('crypto-2.ndjson', 'other\n', 3000);
    await mkdir(join(folder, 'crypto.ndjson.d'));
    await write('crypto.ndjson', '1\n', 2000);
    const reader = await open();
    expect(await read(reader)).toEqual(['1']);
    await rename(path, `${path}.1`);
    await writeFile(path, '2\n');
    expect(await read(reader)).toEqual(['2']);
    await reader.close();
  });
});

describe('rotations while nobody read', () => {
  test('are read in the order in which the files were written', async () => {
    await write('crypto.ndjson', '1\n2\n', 1000);
    const reader = await open();
    const [first] = (await drain(reader, clock)).flatMap(itemsOf);
    await reader.close();
    await rename(path, `${path}.old`);
    await write('crypto.ndjson.b', '3\n', 2000);
    await write('crypto.ndjson.a', '4\n', 3000);
    await write('crypto.ndjson.empty', '', 3500);
    await write('crypto.ndjson', '5\n', 4000);
    const resumed = await open(first?.position);
    expect(await read(resumed)).toEqual(['2', '3', '4', '5']);
    await resumed.close();
  });

  test('are read also while the new file is not there yet', async () => {
    await write('crypto.ndjson', '1\n', 1000);
    const reader = await open();
    const [first] = (await drain(reader, clock)).flatMap(itemsOf);
    await reader.close();
    await rename(path, `${path}.2`);
    await write('crypto.ndjson.1', '2\n', 2000);
    const resumed = await open(first?.position);
    expect(await read(resumed)).toEqual(['2']);
    await write('crypto.ndjson', '3\n', 3000);
    expect(await read(resumed)).toEqual(['3']);
    await resumed.close();
  });

  test('that removed the file of the position are an error that names it', async () => {
    await write('crypto.ndjson', '1\n', 1000);
    const reader = await open();
    const [first] = (await drain(reader, clock)).flatMap(itemsOf);
    await writeFile(join(folder, 'other'), '1\n'); // so that no new file gets the same inode
    await rename(join(folder, 'other'), path);
    await reader.close();
    const gone = { code: 'LOG', message: expect.stringContaining(first?.position.split(':')[0] ?? '?') };
    await expect(open(first?.position)).rejects.toThrow(expect.objectContaining(gone));
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

test('whatever is appended, rotated and resumed in whatever order, each line comes once and in order', async () => {
  const line = fc.stringMatching(/^[a-z{}":,0-9 ]{0,40}\r?$/);
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('append' as const), lines: fc.array(line, { maxLength: 5 }) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('torn' as const), cut: fc.nat(30) }) },
    { weight: 3, arbitrary: fc.constant({ kind: 'read' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'rotate' as const }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('resume' as const), at: fc.nat(1000) }) },
  );
  const property = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
    await using temporary = await temporaryFolder();
    const path = join(temporary.path, 'crypto.ndjson');
    const log = file(path, { chunk: 24 });
    const written: string[] = [];
    const seen: { text: string; position: string }[] = [];
    let second = 1000;
    let pending = ''; // what stands behind the last newline
    const append = async (text: string) => {
      await appendFile(path, text);
      await utimes(path, second, second);
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      written.push(...lines);
    };
    await append('first\n');
    let reader = await openReader(log, context);
    const catchUp = async () => {
      for (const one of await drain(reader, clock)) seen.push(...itemsOf(one));
    };
    for (const step of steps) {
      if (step.kind === 'append') await append(step.lines.map((text) => `${text}\n`).join(''));
      if (step.kind === 'torn') await append('{"a":"line that is not whole"}'.slice(0, step.cut));
      if (step.kind === 'read') await catchUp();
      if (step.kind === 'rotate') {
        await rename(path, `${path}.${second++}`);
        if (pending) written.push(pending);
        pending = '';
        await append(`after rotation ${second}\n`);
      }
      if (step.kind === 'resume' && seen.length > 0) {
        await reader.close();
        seen.length = 1 + (step.at % seen.length);
        reader = await openReader(log, context, seen.at(-1)?.position);
      }
    }
    await append('\nlast\n');
    await catchUp();
    await reader.close();
    expect(seen.map(({ text }) => text)).toEqual(written.filter((text) => text !== '' && text !== '\r'));
    expect(new Set(seen.map(({ position }) => position)).size).toBe(seen.length);
  });
  await fc.assert(property, { numRuns: 60 });
});
