import { appendFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { folderPerFile } from '../support/folder.ts';
import { millrace, START, told, tradeAt, writeLog } from './millrace.ts';

const folder = folderPerFile();
const lines = Array.from({ length: 3_000 }, (_, i) => tradeAt(i, i));
beforeAll(() => writeLog(folder, lines));
const peek = (...args: readonly string[]) => millrace(['peek', ...args], { cwd: folder });
const rowsOf = (stdout: string) => stdout.trimEnd().split('\n').slice(2);

test('peek shows the last records of a log as a typed table', async () => {
  const { code, stdout } = await peek('crypto', '-n', '2', '--log', `file:${folder}`);
  expect(code).toBe(0);
  expect(rowsOf(stdout)).toEqual([
    expect.stringMatching(/^trade +2024-08-08T12:49:58.000Z +BTCUSDT +100 +2 +2998 +buyer$/),
    expect.stringMatching(/^trade +2024-08-08T12:49:59.000Z +BTCUSDT +100 +2 +2999 +seller$/),
  ]);
});

test('as many as are asked for, though they stand in several chunks, and 25 unless told otherwise', async () => {
  const last = (await peek('./crypto.ndjson', '-n', '2500', '--json')).stdout;
  expect(last).toBe(
    lines
      .slice(-2_500)
      .map((line) => `${line}\n`)
      .join(''),
  );
  expect((await peek('./crypto.ndjson', '--json')).stdout.trimEnd().split('\n')).toEqual(lines.slice(-25));
  expect((await peek('./crypto.ndjson', '-n', '9999', '--json')).stdout.trimEnd().split('\n')).toEqual(lines);
});

test('or the first ones', async () => {
  const { stdout } = await peek('./crypto.ndjson', '-n', '3', '--from', 'start', '--json');
  expect(stdout).toBe(
    lines
      .slice(0, 3)
      .map((line) => `${line}\n`)
      .join(''),
  );
});

test('ticks, notices, what cannot be parsed and a torn line are told to be such; blank lines do not count', async () => {
  const path = await writeLog(
    folder,
    [
      tradeAt(0, 1),
      `{"e":"tick","E":${START},"prices":{"BTC":"61837.63","SHIB":"0.00000012"}}`,
      '',
      `{"e":"end","E":${START}}`,
      'no \x1b[2JJSON',
      '\r',
    ],
    'mixed.ndjson',
  );
  await appendFile(path, '{"e":"tra');
  const { stdout } = await peek(path, '-n', '4');
  const rows = rowsOf(stdout);
  expect(rows[0]).toMatch(/^tick +2024-08-08T12:00:00.000Z +BTC 61837.63, SHIB 0.00000012$/);
  expect(rows[1]).toMatch(/^notice +2024-08-08T12:00:00.000Z +\{"e":"end"/);
  expect(rows[2]).toMatch(/^unparsable .*/);
  expect(rows[3]).toMatch(/^unparsable .*/);
  expect(rows).toHaveLength(4);
  expect(stdout).not.toContain('\x1b');
});

test('an empty log has nothing to show', async () => {
  const path = await writeLog(folder, [], 'empty.ndjson');
  expect(await peek(path)).toEqual({ code: 0, stdout: '', stderr: `${path} holds no records\n` });
});

test.each([
  ['a log that is not there', ['nope'], 'There is no log'],
  ['a folder', ['.', '--json'], '. is no regular file'],
])('%s is told in one line', async (_what, args, text) => {
  const { code, stdout, stderr } = await peek(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(told(stderr)).toEqual([expect.stringContaining(text)]);
});
