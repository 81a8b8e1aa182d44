import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import { openReader } from '../../support/reading.ts';
import { logPerTest } from './log-per-test.ts';

const { folder, path, context, open, resume, readItems, read, write } = logPerTest({ chunk: 24 });

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
    const items = await readItems(reader);
    expect(items.map(({ text }) => text)).toEqual(['{"torn', '2']);
    await reader.close();
    const resumed = await resume(items[0]?.position);
    expect(await read(resumed)).toEqual(['2']);
    await resumed.close();
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

  test('passes over what no rotation made: copies, other logs, checksums, folders', async () => {
    await write('crypto.ndjson', '1\n', 2000);
    for (const other of ['crypto-2.ndjson', 'wallet.ndjson.1']) await write(other, 'other\n', 3000);
    await symlink(join(folder, 'crypto-2.ndjson'), `${path}.3`).catch(() => {}); // where links can be made
    for (const suffix of ['.bak', '~', '.md5', '.lock', '.tmp', '.1.swp', 'x']) {
      await write(`crypto.ndjson${suffix}`, 'stranger\n', 3000);
    }
    await mkdir(join(folder, 'crypto.ndjson.2'));
    const reader = await open();
    expect(await read(reader)).toEqual(['1']);
    await rename(path, `${path}.1`);
    await writeFile(path, '2\n');
    expect(await read(reader)).toEqual(['2']);
    await reader.close();
  });

  test('passes over the file that it has read when that is compressed, and needs the next one unpacked', async () => {
    await write('crypto.ndjson', '1\n', 2000);
    const reader = await open();
    expect(await read(reader)).toEqual(['1']);
    await rm(path);
    await write('crypto.ndjson.1.gz', 'packed', 2000); // a compressed file keeps the time of change
    await write('crypto.ndjson', '2\n', 3000);
    expect(await read(reader)).toEqual(['2']);
    await reader.close();
  });

  test('says so when the old file is gone, and with it what might have followed', async () => {
    const warn = vi.fn();
    await write('crypto.ndjson', '1\n', 1000);
    const reader = await openReader(file(path), { ...context, logger: { ...context.logger, warn } });
    expect(await read(reader)).toEqual(['1']);
    await rename(path, `${path}.1`);
    await write('crypto.ndjson', '2\n', 2000);
    expect(await read(reader)).toEqual(['2']);
    await rm(path);
    await write('crypto.ndjson.2', '3\n', 3000);
    await write('crypto.ndjson', '4\n', 4000);
    expect(await read(reader), 'the next part is there, though not the old one').toEqual(['3', '4']);
    expect(warn).not.toHaveBeenCalled();
    await rm(path);
    await write('crypto.ndjson', '5\n', 5000);
    expect(await read(reader)).toEqual(['5']);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ path }), expect.stringMatching(/gone/));
    await reader.close();
  });
});
