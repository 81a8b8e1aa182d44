import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { jsonLines, Millrace, millrace, told } from './millrace.ts';

const folder = folderPerTest();
const EQUATION = /^([\d,]+) received = ([\d,]+) folded \+ ([\d,]+) duplicates \+ ([\d,]+) rejected(?: \(.*\))?$/m;
const numbersIn = (stdout: string) => (EQUATION.exec(stdout) ?? []).slice(1).map((n) => Number(n.replaceAll(',', '')));
const tradesIn = (rows: string) => jsonLines(rows).reduce((sum, row) => sum + row.trades, 0);

test('demo ends by itself, tells each minute that closed, and its books are balanced', async () => {
  const data = join(folder, 'new');
  const { code, stdout } = await millrace(['demo', '--seconds', '3', '--speed', '60', '--data', data], {
    cwd: folder,
  });
  expect(code).toBe(0);
  const [received = 0, folded = 0, duplicates = 0, rejected = 0] = numbersIn(stdout);
  expect(received).toBeGreaterThan(100);
  expect(folded + duplicates + rejected).toBe(received);
  const minutes = stdout.split('\n').filter((line) => /^\d\d:\d\d /.test(line));
  expect(minutes.length).toBeGreaterThan(0);
  expect(new Set(minutes.map((line) => line.slice(0, 5))).size).toBe(minutes.length);

  const command = /^Its rows: npx millrace (.*)$/m.exec(stdout)?.[1]?.split(' ') ?? [];
  const rows = await millrace([...command, '--json'], { cwd: folder });
  expect(tradesIn(rows.stdout)).toBe(folded);

  const log = await millrace(['replay', 'usd-per-minute', '--log', `file:${data}`, '--json'], { cwd: folder });
  expect(tradesIn(log.stdout)).toBe(folded);
  expect((await millrace(['peek', `${data}/crypto.ndjson`, '-n', '1', '--json'], { cwd: '.' })).stdout).toMatch(
    /^\{"e":"end"/,
  );
});

test('demo that is told to stop ends in the same order, with 0', async () => {
  const demo = new Millrace(['demo', '--speed', '60', '--data', join(folder, 'x')], { cwd: folder });
  await demo.says(' trades ');
  demo.child.kill('SIGINT');
  const { code, stdout } = await demo.ended;
  expect(code).toBe(0);
  const [received, folded = 0, duplicates = 0, rejected = 0] = numbersIn(stdout);
  expect(folded + duplicates + rejected).toBe(received);
});

test('demo deletes nothing: a folder with something in it is refused', async () => {
  const data = join(folder, 'mine');
  await mkdir(data);
  await writeFile(join(data, 'precious'), '');
  const { code, stderr } = await millrace(['demo', '--data', data], { cwd: folder });
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringContaining('mine is not empty')]);
});
