import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { DEAD_MAX } from '../../src/store/store.ts';
import { folderPerFile, temporaryFolder } from '../support/folder.ts';
import { jsonLines, millrace, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

const folder = folderPerFile();
let path: string;
const HERE = ['--log', 'file:.', '--store', 'sqlite:./millrace.db'];
const dead = (...args: readonly string[]) => millrace(['dead', path, ...HERE, ...args], { cwd: folder });
const letters = async () => {
  const { stdout } = await dead('--json');
  return jsonLines(stdout);
};

beforeAll(async () => {
  await writeLog(folder, ['no JSON', tradeAt(0, 1), tradeAt(200, 2), tradeAt(1, 3), 'still \x1b[2Jnone']);
  const body = `export default pipeline('sums').from(log('crypto', { end: true })).pipe(parse(trade),
    tumble({ size: minutes(1), lateness: seconds(0), key: 'symbol' }, { n: count() })).to(view('sums'));`;
  path = await writePipeline(folder, 'sums', body);
  expect((await millrace(['run', path, ...HERE], { cwd: folder })).code).toBe(0);
});

test('dead lists what was set aside and why', async () => {
  const { code, stdout, stderr } = await dead();
  expect(code).toBe(0);
  expect(stdout.split('\n')[0]).toMatch(/^number +reason +operator +detail +record +id$/);
  expect(stdout).not.toContain('\x1b');
  expect(told(stderr)).toEqual(['sums has 2 unparsable, 1 late']);
  expect((await letters()).map(({ reason, operator }) => [reason, operator])).toEqual(
    expect.arrayContaining([
      ['unparsable', 'parse'],
      ['late', 'tumble'],
      ['unparsable', 'parse'],
    ]),
  );
  const late = (await dead('--json', '--reason', 'late')).stdout;
  expect(JSON.parse(late)).toMatchObject({ reason: 'late', record: expect.stringContaining('"e":"trade"') });
});

test('show gives the raw bytes on stdout, and what is known about them on stderr', async () => {
  const letter = (await letters()).find(({ record }) => record.startsWith('still'));
  const { code, stdout, stderr } = await dead('show', letter.id);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'still \x1b[2Jnone' });
  expect(stderr).toContain('reason: unparsable');
});

test('the number in the table is a name, too, and stays the one that it was', async () => {
  const [, , ...lines] = (await dead('--reason', 'late')).stdout.trim().split('\n');
  const [number = ''] = lines.map((line) => line.trim().split(/ +/)[0]);
  const late = (await letters()).find(({ reason }) => reason === 'late');
  expect([lines.length, number]).toEqual([1, String(late.number)]);
  const shown = await dead('show', number);
  expect({ code: shown.code, stdout: shown.stdout }).toEqual({ code: 0, stdout: late.record });
  expect((await dead('show', '0')).code).toBe(1);
});

test('one that is not there, and none at all, are told in one line', async () => {
  const none = await dead('show', 'nope');
  expect(none.code).toBe(1);
  expect(told(none.stderr)).toEqual([expect.stringContaining('sums has no dead letter nope')]);
  expect(told((await dead('show')).stderr)).toEqual([expect.stringContaining('Which one?')]);
  expect((await dead('bury')).code).toBe(2);
});

test('a pipeline that has never run there is told', async () => {
  const { code, stderr } = await millrace(['dead', 'usd-per-minute', ...HERE], { cwd: folder });
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringContaining('knows nothing of usd-per-minute')]);
});

test('list shows the first ones, counts all, and takes no id', async () => {
  const { stdout, stderr } = await dead('-n', '1');
  expect(stdout.trim().split('\n')).toHaveLength(3);
  expect(told(stderr)).toEqual(['sums has 2 unparsable, 1 late']);
  expect(told((await dead('--reason', 'failed')).stderr)).toEqual(['sums has no dead letters that are failed']);
  expect((await dead('--reason', 'nonsense')).code).toBe(2);
  expect((await dead('list', 'some-id')).code).toBe(2);
});

test('a letter that is no text comes as base64', async () => {
  await using own = await temporaryFolder();
  await writeFile(join(own.path, 'crypto.ndjson'), Buffer.from([0xff, 0xfe, 0x0a]));
  const body = "export default pipeline('raw').from(log('crypto', { end: true })).pipe(parse(trade)).to(print());";
  const raw = await writePipeline(own.path, 'raw', body);
  await millrace(['run', raw, ...HERE], { cwd: own.path });
  const { stdout } = await millrace(['dead', raw, '--json', ...HERE], { cwd: own.path });
  expect(JSON.parse(stdout)).toMatchObject({ reason: 'unparsable', partition: 'crypto', base64: '//4=' });
});

test('replay appends the bytes to the log as new records, and then removes the letters', async () => {
  const log = join(folder, 'crypto.ndjson');
  const before = await readFile(log, 'utf8');
  const [first, ...others] = await letters();
  const one = await dead('replay', String(first.number));
  expect({ code: one.code, told: told(one.stderr) }).toEqual({ code: 0, told: [`1 appended to ${log}`] });
  expect(await letters()).toEqual(others);
  // What came late would only come late again.
  expect(told((await dead('replay')).stderr)).toEqual([
    `1 appended to ${log}; late, stale, oversize or refused, as they would be again, and left where they are: 1`,
  ]);
  const appended = (await readFile(log, 'utf8')).slice(before.length).split('\n').filter(Boolean);
  expect(appended).toEqual(['no JSON', 'still \x1b[2Jnone']);
  expect((await letters()).map(({ reason }) => reason)).toEqual(['late']);
  expect(told((await dead('replay')).stderr)).toEqual([
    `0 appended to ${log}; late, stale, oversize or refused, as they would be again, and left where they are: 1`,
  ]);
  expect(told((await dead('replay', 'nope')).stderr)).toEqual([expect.stringContaining('no dead letter nope')]);
  expect(told((await dead('replay', '--reason', 'late')).stderr)).toEqual([`1 appended to ${log}`]);
});

test('replay leaves what was set aside behind dedupe, which would take it for a repetition', async () => {
  await using own = await temporaryFolder();
  await writeLog(own.path, ['no JSON', tradeAt(0, 1), tradeAt(0, 1)]);
  const body = `export default pipeline('once').from(log('crypto', { end: true })).pipe(parse(trade),
    dedupe({ within: minutes(1) }), map(() => { throw new Error('no'); })).to(print());`;
  const once = await writePipeline(own.path, 'once', body);
  await millrace(['run', once, ...HERE], { cwd: own.path });
  const replay = async (...args: readonly string[]) =>
    told((await millrace(['dead', once, 'replay', ...args, ...HERE], { cwd: own.path })).stderr);
  const id = 'behind dedupe, which would take them for repetitions';
  expect(await replay()).toEqual([
    expect.stringMatching(new RegExp(`^1 appended .*; ${id} .*left where they are: 1$`)),
  ]);
  const { stdout } = await millrace(['dead', once, '--json', ...HERE], { cwd: own.path });
  const [letter] = jsonLines(stdout);
  expect(letter).toMatchObject({ operator: 'map', reason: 'failed' });
  expect(await replay(letter.id)).toEqual([expect.stringContaining(`${letter.id} stands ${id}`)]);
});

test('replay refuses to make a log that was not there', async () => {
  const args = ['dead', path, 'replay', '--store', 'sqlite:./millrace.db', '--log', 'file:./elsewhere'];
  const { code, stderr } = await millrace(args, { cwd: folder });
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringMatching(/There is no log .*elsewhere\/crypto\.ndjson/)]);
});

test('says how many of the oldest are forgotten', async () => {
  await using own = await temporaryFolder();
  await writeLog(
    own.path,
    Array.from({ length: DEAD_MAX + 3 }, (_, i) => `line ${i}`),
  );
  const body = `export default pipeline('bad').from(log('crypto', { end: true })).pipe(parse(trade)).to(print());`;
  const bad = await writePipeline(own.path, 'bad', body);
  await millrace(['run', bad, ...HERE], { cwd: own.path });
  const { stdout, stderr } = await millrace(['dead', bad, '-n', '1', ...HERE], { cwd: own.path });
  expect(stdout).toContain('line 3');
  expect(told(stderr)).toEqual(['bad has 100,000 unparsable; 3 older ones are forgotten: it keeps 100,000']);
});
