/** Goal: the pipelines that come with Millrace give what they gave, byte for byte, replayed and live, cut and whole. */
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jsonLines, Millrace, millrace, ROOT, told } from '../cli/millrace.ts';
import { temporaryFolder } from '../support/folder.ts';
import { cryptoLog, FIXTURES } from './fixture.ts';

const log = join(FIXTURES, 'crypto.ndjson');
const expected = await readFile(join(FIXTURES, 'usd-per-minute.ndjson'), 'utf8');

test('the fixture is what its generator makes', async () => {
  expect(await readFile(log, 'utf8')).toBe(cryptoLog());
});

test.each(['1', '100', 'all'])(
  'a replay in reads of %s gives the rows of before, and accounts for each line',
  async (n) => {
    const { code, stdout, stderr } = await millrace(
      ['replay', 'usd-per-minute', '--log', log, '--json', '--batch', n],
      { cwd: ROOT },
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: expected });
    expect(told(stderr)[0]).toMatch(
      /^2,228 records · 2,131 folded · 39 duplicates · 8 rejected \(1 late, 7 unparsable\)/,
    );
  },
);

test('a consumer that follows the log has the same rows, the last ones still open', async () => {
  await using folder = await temporaryFolder();
  await copyFile(log, join(folder.path, 'crypto.ndjson'));
  const where = ['--log', `file:${folder.path}`, '--store', `sqlite:${join(folder.path, 'store.db')}`];
  const consumer = new Millrace(['run', 'usd-per-minute', ...where], { cwd: ROOT });
  const live = async () =>
    jsonLines((await millrace(['rows', 'usd-per-minute', '--json', ...where], { cwd: ROOT })).stdout);
  await consumer.says('set aside');
  let rows = await live();
  while (rows.length < jsonLines(expected).length) rows = await live();
  consumer.child.kill('SIGTERM');
  expect((await consumer.ended).code).toBe(0);
  rows = await live();
  const last = Math.max(...rows.map(({ start }) => start));
  expect(rows).toEqual(jsonLines(expected).map((row) => ({ ...row, final: row.start < last })));
});
