import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { kinesis } from '../../src/logs/kinesis/kinesis.ts';
import { log, logFile } from '../../src/logs/log.ts';
import { testContext } from '../support/context.ts';
import { folderPerTest } from '../support/folder.ts';
import { openReader, partitionsOf, take } from '../support/reading.ts';

const folder = folderPerTest();
const config = expect.objectContaining({ code: 'CONFIG' });

describe('logFile', () => {
  test.each([
    ['file:./data', join('data', 'crypto.ndjson')],
    ['file:/var/logs', '/var/logs/crypto.ndjson'],
    ['file:///var/logs', '/var/logs/crypto.ndjson'],
    ['file:../shared/trades.ndjson', '../shared/trades.ndjson'],
    ['file:trades.jsonl', 'trades.jsonl'],
    ['file:trades.json', 'trades.json'],
    ['file:trades.log', 'trades.log'],
    ['file:50%25 off/', join('50%25 off', 'crypto.ndjson')],
    ['./data', join('data', 'crypto.ndjson')],
    ['trades.ndjson', 'trades.ndjson'],
    ['file:///C:/logs', join('C:/logs', 'crypto.ndjson')],
  ])('%s holds the log in %s', (url, path) => {
    expect(logFile(url, 'crypto')).toBe(path);
  });

  test('a file that is there is taken whatever its extension', async () => {
    const path = join(folder, 'trades.txt');
    expect(logFile(`file:${path}`, 'crypto')).toBe(join(path, 'crypto.ndjson'));
    await writeFile(path, '');
    expect(logFile(`file:${path}`, 'crypto')).toBe(path);
  });

  test.each(['s3://bucket', 'file:', 'file://host/data', '', 'https://x/file:y'])(
    'the log URL %j is refused, and the message shows what was got and wanted',
    (url) => {
      expect(() => logFile(url, 'crypto')).toThrow(config);
      expect(() => logFile(url, 'crypto')).toThrow(url);
      expect(() => logFile(url, 'crypto')).toThrow('file:FOLDER');
    },
  );
});

describe('log', () => {
  test.each(['', '.hidden', '../x', 'a/b', 'a b', '-x', 'ä'])('cannot be named %j', (name) => {
    expect(() => log(name)).toThrow(config);
  });

  test('is what the log URL of the run says, in both directions', async () => {
    const context = testContext({ logUrl: `file:${folder}` });
    const crypto = log('crypto');
    const writer = await crypto.open(context);
    await writer.write([{ id: '1', value: { n: 1 } }]);
    await writer.close();
    expect(await readFile(join(folder, 'crypto.ndjson'), 'utf8')).toBe('{"n":1}\n');
    const reader = await openReader(crypto, context);
    expect((await take(reader, 1))[0]?.text).toBe('{"n":1}');
    await reader.close();
    const bounded = await openReader(log('crypto', { end: true }), context);
    expect(await bounded.next(context.signal)).toMatchObject({ items: [{}], ended: { children: [] } });
    await bounded.close();
  });

  test('stands where its file does', () => {
    expect(log('crypto').place('file:./data/../logs')).toBe(resolve('logs/crypto.ndjson'));
  });

  test('calls its partition by its own name, whatever the file is called', async () => {
    const context = testContext({ logUrl: 'file:trades-2024-08-08.ndjson' });
    expect((await partitionsOf(log('crypto'), context)).map(({ id }) => id)).toEqual(['crypto']);
  });

  test('is bounded when it is told where to stop', () => {
    expect(log('crypto')).toMatchObject({ kind: 'log', name: 'log:crypto', bounded: false });
    expect(log('crypto', { from: 'latest' }).bounded).toBe(false);
    expect(log('crypto', { limit: 250 }).bounded).toBe(true);
    expect(log('crypto', { within: 1000 }).bounded).toBe(true);
    expect(log('crypto', { end: true }).bounded).toBe(true);
  });

  test('is a stream of its name where the log URL is one of streams, or the stream that it names', () => {
    const at = 'kinesis://eu-west-1';
    expect(log('crypto').place(at)).toBe(kinesis('crypto').place(at));
    expect(log('crypto').place('kinesis://eu-west-1/trades')).toBe(kinesis('trades').place(at));
    expect(() => log('crypto').place('kinesis://europe')).toThrow(config);
  });

  test('is stdout where the log URL says so, to write only', async () => {
    const context = testContext({ logUrl: 'stdout:' });
    const written = vi.spyOn(process.stdout, 'write').mockImplementation(((_text: string, done: () => void) => {
      done();
      return true;
    }) as never);
    const writer = await log('crypto').open(context);
    await writer.write([
      { id: '1', value: { n: 1 } },
      { id: '2', value: { n: 2 } },
    ]);
    await writer.close();
    const texts = written.mock.calls.map(([text]) => text);
    written.mockRestore();
    expect(texts).toEqual(['{"n":1}\n{"n":2}\n']);
    await expect(partitionsOf(log('crypto'), context)).rejects.toThrow(config);
    expect(log('crypto').place('stdout:')).toBe('stdout:');
  });

  test.each([
    { limit: 0 },
    { limit: 2.5 },
    { limit: Number.NaN },
    { within: -1 },
    { end: true, from: 'latest' },
  ] as const)('refuses %j when it is declared', (options) => {
    expect(() => log('crypto', options)).toThrow(config);
  });

  test('with a URL that it does not know is an error of its reader, not of its declaration', async () => {
    const context = testContext({ logUrl: 's3://bucket' });
    await expect(partitionsOf(log('crypto'), context)).rejects.toThrow(config);
    await expect(log('crypto').open(context)).rejects.toThrow(config);
  });
});
