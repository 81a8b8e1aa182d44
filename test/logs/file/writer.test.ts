import { appendFile, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import { LINE_MAX } from '../../../src/core/lines.ts';
import { FileWriter } from '../../../src/logs/file/writer.ts';
import { folderPerTest } from '../../support/folder.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';

const path = join(folderPerTest(), 'logs', 'deep', 'crypto.ndjson');

const text = (from = path) => readFile(from, 'utf8');
const write = (writer: FileWriter, ...values: unknown[]) =>
  writer.write(values.map((value, i) => ({ id: String(i), value })));

describe('the writer of a file log', () => {
  test('makes the folder and the file, and appends a line for each value', async () => {
    const writer = await FileWriter.open(path);
    expect(await text()).toBe('');
    await write(writer, { n: 1 }, [2], 'three', null);
    await write(writer, { n: 4 });
    await writer.close();
    expect(await text()).toBe('{"n":1}\n[2]\n"three"\nnull\n{"n":4}\n');
  });

  test('writes the bytes of a record as they are', async () => {
    const writer = await FileWriter.open(path);
    const data = Buffer.from([0x7b, 0xff, 0x00, 0x22, 0x0d]);
    await write(writer, { data }, { data: 'no record' });
    await writer.close();
    expect(await readFile(path)).toEqual(Buffer.concat([data, Buffer.from('\n{"data":"no record"}\n')]));
  });

  test('refuses what could not be read back as one record, and then has written nothing of its group', async () => {
    const writer = await FileWriter.open(path);
    const refused = (value: unknown, code: string) =>
      expect(write(writer, { n: 1 }, value)).rejects.toThrow(expect.objectContaining({ code }));
    await refused({ data: Buffer.from('{"a":1}\n{"b":2}') }, 'CONFIG');
    await refused({ data: Buffer.from('{"a":1}\n') }, 'CONFIG');
    await refused(undefined, 'CONFIG');
    await refused({ data: Buffer.alloc(0) }, 'CONFIG');
    await refused({ data: Buffer.from('\r') }, 'CONFIG');
    await write(writer, { data: Buffer.alloc(LINE_MAX, 'x') });
    await writer.close();
    expect(await text()).toBe(`${'x'.repeat(LINE_MAX)}\n`);
  });

  test('writes groups of any size, each line whole', async () => {
    const writer = await FileWriter.open(path);
    const values = Array.from({ length: 3_000 }, (_, n) => ({ n, pad: 'x'.repeat((n * 37) % 300) }));
    const long = { long: 'y'.repeat(200_000) };
    await write(writer, ...values, long, ...values);
    await writer.close();
    const lines = (await text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([...values, long, ...values]);
  });

  test('appends whole lines, many at a time and at most 1 MiB', async () => {
    const writer = await FileWriter.open(path);
    await using handle = await open(path);
    const appending = vi.spyOn(Object.getPrototypeOf(handle), 'write');
    await write(writer, ...Array.from({ length: 2_000 }, (_, n) => ({ n, pad: 'x'.repeat(1_000) })));
    const pieces = appending.mock.calls.map(([piece]) => piece as Buffer);
    appending.mockRestore();
    await writer.close();
    expect(pieces.length).toBe(2);
    for (const piece of pieces) expect([piece.length <= 2 ** 20, piece.at(-1)]).toEqual([true, 10]);
  });

  test('ends a torn last line when it opens, and only a torn one', async () => {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, '{"n":1}\n{"n":2,"to');
    for (const n of [3, 4]) {
      const writer = await FileWriter.open(path);
      await write(writer, { n });
      await writer.close();
    }
    expect(await text()).toBe('{"n":1}\n{"n":2,"to\n{"n":3}\n{"n":4}\n');
  });

  test('lets several writers append to one file, each line whole', async () => {
    const writers = await Promise.all([1, 2, 3].map(() => FileWriter.open(path)));
    const groups = writers.flatMap((writer, w) =>
      [0, 1, 2, 3].map((g) => ({
        writer,
        values: Array.from({ length: 700 }, (_, n) => ({ w, g, n, pad: 'x'.repeat(n % 199) })),
      })),
    );
    const byWriter = Map.groupBy(groups, ({ writer }) => writer);
    await Promise.all(
      [...byWriter].map(async ([writer, own]) => {
        for (const { values } of own) await write(writer, ...values);
        await writer.close();
      }),
    );
    // One that looks while another appends may take that line for a torn one, and leave a blank line behind it.
    const lines = (await text()).split('\n').filter((line) => line !== '');
    expect(lines.sort()).toEqual(groups.flatMap(({ values }) => values.map((value) => JSON.stringify(value))).sort());
  });

  test('says that the world failed when the disk is full, and heals the torn line when it writes again', async () => {
    const writer = await FileWriter.open(path);
    await write(writer, { n: 1 });
    await using handle = await open(path);
    const proto = Object.getPrototypeOf(handle);
    const short = vi.spyOn(proto, 'write').mockImplementationOnce(async () => {
      await appendFile(path, '{"n":'); // what a disk takes that is full after 5 bytes
      return { bytesWritten: 5 };
    });
    await expect(write(writer, { n: 2 })).rejects.toThrow(WorldError);
    short.mockRestore();
    if (heldIsSeen) expect(await heldUnder(join(path, '..')), 'it opens the file again').toBe(1); // ours
    await write(writer, { n: 2 });
    await writer.close();
    expect(await text()).toBe('{"n":1}\n{"n":\n{"n":2}\n');
  });

  test('ends the torn line of another writer before its own, though both have the file open', async () => {
    const [one, two] = [await FileWriter.open(path), await FileWriter.open(path)];
    await write(one, { n: 1 });
    await appendFile(path, '{"n":2,"to'); // where `one` died
    await write(two, { n: 3 });
    expect(await text()).toBe('{"n":1}\n{"n":2,"to\n{"n":3}\n');
    await Promise.all([one.close(), two.close()]);
  });

  test('a full disk is an error of the world', async ({ skip }) => {
    if (process.platform !== 'linux') skip('there is no /dev/full');
    const full = await FileWriter.open('/dev/full').catch((thrown: unknown) => thrown);
    const thrown = full instanceof FileWriter ? await write(full, 1).catch((error: unknown) => error) : full;
    expect(thrown).toBeInstanceOf(WorldError);
    expect(String(thrown)).toContain('/dev/full: ENOSPC');
    if (full instanceof FileWriter) await full.close();
  });

  test('a path that cannot be a file is an error of the user', async () => {
    await mkdir(path, { recursive: true });
    await expect(FileWriter.open(path)).rejects.toThrow(expect.objectContaining({ code: 'CONFIG' }));
    await writeFile(join(path, 'plain'), '');
    const inFile = join(path, 'plain', 'crypto.ndjson');
    await expect(FileWriter.open(inFile)).rejects.toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });
});
