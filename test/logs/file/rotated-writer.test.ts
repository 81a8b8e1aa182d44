import { open as openHandle, readFile, rename } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { FileWriter } from '../../../src/logs/file/writer.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';
import { logPerTest } from './log-per-test.ts';

const { folder, path, open, read } = logPerTest();

const text = (from = path) => readFile(from, 'utf8');
const write = (writer: FileWriter, ...values: unknown[]) =>
  writer.write(values.map((value, i) => ({ id: String(i), value })));

describe('the writer of a log that is rotated', () => {
  test('goes on in a new file when the log was rotated', async () => {
    const writer = await FileWriter.open(path);
    await write(writer, { n: 1 });
    await rename(path, `${path}.1`);
    await write(writer, { n: 2 });
    await writer.close();
    expect([await text(`${path}.1`), await text()]).toEqual(['{"n":1}\n', '{"n":2}\n']);
    if (heldIsSeen) expect(await heldUnder(folder), 'the old file is let go').toBe(0);
  });

  test('writes again what came into a file while it was rotated, where readers may not look any more', async () => {
    const writer = await FileWriter.open(path);
    await write(writer, { n: 1 });
    await using handle = await openHandle(path);
    const proto = Object.getPrototypeOf(handle);
    const datasync = vi.spyOn(proto, 'datasync').mockImplementationOnce(() => rename(path, `${path}.1`));
    await write(writer, { n: 2 });
    datasync.mockRestore();
    await writer.close();
    expect([await text(`${path}.1`), await text()]).toEqual(['{"n":1}\n{"n":2}\n', '{"n":2}\n']);
  });
});

test('a reader gets every record while the log is rotated under its writer again and again', async () => {
  const writer = await FileWriter.open(path);
  await write(writer, { n: -1 });
  const reader = await open();
  const seen = new Set<string>();
  const catchUp = async () => {
    for (const one of await read(reader)) seen.add(one);
  };
  await catchUp();
  const writing = (async () => {
    for (let n = 0; n < 200; n++) await write(writer, { n });
    await writer.close();
  })();
  let written = false;
  void writing.finally(() => {
    written = true;
  });
  for (let rotation = 0; !written; rotation++) {
    await rename(path, `${path}.${rotation}`).catch(() => {}); // no new file yet
    await catchUp();
  }
  await writing;
  await catchUp();
  await reader.close();
  expect(seen).toEqual(new Set(Array.from({ length: 201 }, (_, i) => `{"n":${i - 1}}`)));
});
