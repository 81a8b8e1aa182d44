import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderPerFile, temporaryFolder } from '../support/folder.ts';
import { BIN, jsonLines, millrace, ourPipelines, ROOT, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

const folder = folderPerFile();
const inFolder = (...args: readonly string[]) => millrace(args, { cwd: folder });

const COMMANDS = [
  'run',
  'list',
  'check',
  'replay',
  'rows',
  'why',
  'health',
  'peek',
  'dead',
  'jobs',
  'agent',
  'stream',
  'put',
  'market',
  'exchange',
  'demo',
];

test.each(COMMANDS)('%s --help shows an example', async (command) => {
  const { code, stdout, stderr } = await inFolder(command, '--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`$ millrace ${command}`);
});

test('the help names every command and tells the exit codes', async () => {
  const { code, stdout } = await inFolder('--help');
  expect(code).toBe(0);
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  expect(stdout).toMatch(/70 +a bug/);
  for (const option of ['--store', '--log', '--log-level']) expect(stdout.split(`${option} <`)).toHaveLength(2);
});

test.each([
  ['an unknown command', ['nonsense'], "unknown command 'nonsense'"],
  ['a missing argument', ['replay'], "missing required argument 'pipeline'"],
  ['an unknown option', ['list', '--nonsense'], "unknown option '--nonsense'"],
  ['an option that cannot be right', ['replay', 'x', '--batch', '0'], 'Wanted a whole number from 1'],
  ['a number that is none', ['demo', '--speed', 'fast'], 'Wanted a number from'],
])('%s is told and exits with 2', async (_what, args, text) => {
  const { code, stdout, stderr } = await inFolder(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(text);
});

describe('a pipeline', () => {
  test.each([['run'], ['replay'], ['check'], ['dead']])(
    'that is unknown to %s is told, with those there are',
    async (command) => {
      const { code, stdout, stderr } = await inFolder(command, 'nope');
      expect(code).toBe(1);
      const lines = command === 'check' ? stdout.trim().split('\n').slice(1) : told(stderr);
      expect(lines).toEqual([expect.stringMatching(/no pipeline "nope".*produce, .*usd-per-minute/)]);
    },
  );

  test.each([
    ['nothing', 'export {};', 'nothing'],
    ['a function', 'export default () => {};', 'a function'],
    ['no destination', "export default pipeline('x').from(log('x'));", 'a pipeline without a destination'],
    ['no source', "export default pipeline('x');", 'a pipeline without a source'],
  ])('file that exports %s is refused in one line', async (what, body, got) => {
    const path = await writePipeline(folder, `exports-${what.replaceAll(' ', '-')}`, body);
    const { code, stderr } = await inFolder('run', path);
    expect(code).toBe(1);
    expect(told(stderr)).toEqual([expect.stringContaining(`has as its default export ${got}, wanted a pipeline`)]);
  });

  test('file that cannot be parsed is told in one line, with the place', async () => {
    const path = await writePipeline(folder, 'typo', 'export default pipeline(;');
    const { code, stderr } = await inFolder('run', path);
    expect(code).toBe(1);
    expect(told(stderr)).toEqual([expect.stringMatching(/typo\.ts:2 cannot be loaded/)]);
  });

  test('file that is not there is told in one line', async () => {
    const { code, stderr } = await inFolder('run', './nope.ts');
    expect(code).toBe(1);
    expect(told(stderr)).toEqual([expect.stringContaining('There is no pipeline file')]);
  });

  test('file that throws is a bug: its stack, and 70', async () => {
    const path = await writePipeline(
      folder,
      'throws',
      'const nothing: { a?: { b: number } } = {};\nexport default nothing.a.b;',
    );
    const { code, stderr } = await inFolder('run', path);
    expect(code).toBe(70);
    expect(stderr).toMatch(/TypeError.*\n +at .*throws\.ts/);
  });
});

test('a reader that goes away is no failure', async () => {
  const path = await writeLog(
    folder,
    Array.from({ length: 20_000 }, (_, i) => tradeAt(i / 1_000, i)),
    'long.ndjson',
  );
  const child = spawn(process.execPath, [BIN, 'peek', path, '-n', '20000', '--json']);
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('list names the pipelines of this folder beside those of millrace', async () => {
  await using own = await temporaryFolder();
  const pipelines = `${own.path}/pipelines`;
  await mkdir(pipelines);
  await writePipeline(pipelines, 'mine', "export default pipeline('mine').from(log('x')).to(print());");
  await writePipeline(pipelines, 'broken', 'export default 1;');
  const { code, stdout } = await millrace(['list', '--json'], { cwd: own.path });
  const listed = jsonLines(stdout);
  expect(code).toBe(0);
  expect(listed.map(({ name }) => name)).toEqual([...ourPipelines(), 'broken', 'mine'].sort());
  const named = (wanted: string) => listed.find(({ name }) => name === wanted);
  expect(named('mine')).toMatchObject({ from: 'log:x', to: 'sink:print' });
  const long = ['a', 'b', 'c'].map((name) => `file('${name.repeat(30)}.ndjson')`).join(', ');
  await writePipeline(pipelines, 'many', `export default pipeline('many').from(log('x')).to(${long});`);
  const table = await millrace(['list'], { cwd: own.path });
  expect(table.stdout, 'nothing is cut').toContain(`${'c'.repeat(30)}.ndjson`);
  expect(named('broken')).toMatchObject({
    from: '',
    file: 'pipelines/broken.ts',
    problem: expect.stringContaining('default export a number'),
  });
});

test('log lines that nobody can take are no reason to stop', { skip: !existsSync('/dev/full') }, async () => {
  await using full = await open('/dev/full', 'w');
  const args = [BIN, 'replay', 'usd-per-minute', '--log', join(ROOT, 'fixtures/crypto.ndjson')];
  const [code] = await once(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', full.fd] }), 'close');
  expect(code).toBe(0);
});

test('a pipeline that is never loaded to its end is a bug, not a silent success', async () => {
  const path = await writePipeline(folder, 'waiting', 'await new Promise(() => {});');
  const { code, stderr } = await inFolder('replay', path);
  expect(code).toBe(70);
  expect(stderr).toContain('a promise is never settled');
});

test('what is no operator of millrace is told in one line', async () => {
  const body = "export default pipeline('rx').from(log('x')).pipe((source) => source).to(print());";
  const { code, stderr } = await inFolder('run', await writePipeline(folder, 'rx', body));
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringMatching(/In rx, operator 1 is .*lifted by each/)]);
});
