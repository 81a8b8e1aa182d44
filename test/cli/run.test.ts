import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { jsonLines, Millrace, millrace, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

const folder = folderPerTest();
const inFolder = (...args: readonly string[]) => millrace(args, { cwd: folder });
const log = join(folder, 'crypto.ndjson');
const HERE = ['--log', 'file:.', '--store', 'sqlite:./millrace.db'];

const rowsOf = async (...args: readonly string[]) => {
  const { code, stdout } = await inFolder('rows', 'usd-per-minute', '--json', ...HERE, ...args);
  expect(code).toBe(0);
  return jsonLines(stdout);
};
/** Waits until the running consumer has folded as many trades as that into its view. */
async function untilFolded(trades: number): Promise<void> {
  for (;;) {
    const { stdout } = await inFolder('rows', 'usd-per-minute', '--json', ...HERE);
    const rows = jsonLines(stdout);
    if (rows.reduce((sum, row) => sum + row.trades, 0) === trades) return;
  }
}

test('run goes on until it is stopped, exits with 0, and the next run goes on where it left off', async () => {
  await writeLog(folder, [tradeAt(0, 1), tradeAt(1, 2)]);
  const first = new Millrace(['run', 'usd-per-minute', ...HERE], { cwd: folder });
  await untilFolded(2);
  expect(first.child.exitCode).toBeNull();
  first.child.kill('SIGTERM');
  const { code, stdout, stderr } = await first.ended;
  expect({ code, stdout, told: told(stderr) }).toEqual({ code: 0, stdout: '', told: [] });

  await appendFile(log, `${tradeAt(2, 2)}\n${tradeAt(70, 3)}\n`);
  const second = new Millrace(['run', 'usd-per-minute', ...HERE], { cwd: folder });
  await untilFolded(3);
  second.child.kill('SIGINT');
  expect((await second.ended).code).toBe(0);
  expect(await rowsOf()).toMatchObject([
    { trades: 2, units: '4', value: '400', final: true },
    { trades: 1, final: false },
  ]);
  expect(await rowsOf('--key', 'BTCUSDT')).toHaveLength(2);
}, 30_000);

test('run ends by itself when its sources end, and logs are JSON on stderr', async () => {
  const body =
    "export default pipeline('all').from(file('crypto.ndjson', { end: true })).pipe(parse(trade)).to(print());";
  const path = await writePipeline(folder, 'all', body);
  await writeLog(folder, [tradeAt(0, 1), tradeAt(1, 2)]);
  const { code, stdout, stderr } = await inFolder('run', path, ...HERE);
  expect(code).toBe(0);
  expect(jsonLines(stdout).map(({ id }) => id)).toEqual([1, 2]);
  const logged = jsonLines(stderr);
  expect(logged.at(-1)).toMatchObject({ pipeline: 'all', read: 2, msg: 'ended' });
});

test('a second signal ends a run at once that cannot stop', async () => {
  const body = `
const stuck = { kind: 'sink' as const, name: 'stuck', open: async () => ({
  write: () => new Promise<void>(() => { process.stderr.write('stuck now'); }),
  close: async () => {},
}) };
setInterval(() => {}, 1_000);
export default pipeline('stuck').from(log('crypto')).pipe(parse(trade)).to(stuck);`;
  const path = await writePipeline(folder, 'stuck', body);
  await writeLog(folder, [tradeAt(0, 1)]);
  const stuck = new Millrace(['run', path, ...HERE], { cwd: folder });
  await stuck.says('stuck now');
  const again = setInterval(() => stuck.child.kill('SIGTERM'), 50);
  const { code } = await stuck.ended;
  clearInterval(again);
  expect(code).toBe(143);
});

test('when one of two pipelines fails, the other stops in order, and one line tells why', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const { code, stderr } = await millrace(['run', 'usd-per-minute', 'produce', ...HERE], {
    cwd: folder,
    env: { BINANCE_WS: 'http://nowhere' },
  });
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringMatching(/exchange's URL is "http:\/\/nowhere"/)]);
  expect(stderr).toContain('"pipeline":"usd-per-minute","read"');
});

test('reset says which process runs the pipeline, and would end with it', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const running = new Millrace(['run', 'usd-per-minute', ...HERE], { cwd: folder });
  await untilFolded(1);
  const reset = (...yes: readonly string[]) => inFolder('reset', 'usd-per-minute', ...yes, '--store', HERE[3] ?? '');
  const runs = new RegExp(`; the process [^ ]+:${running.child.pid}:\\w+ runs it, and ends with all that runs in it`);
  expect(told((await reset()).stderr)).toEqual([expect.stringMatching(runs)]);
  expect(running.child.exitCode).toBeNull();
  expect(told((await reset('--yes')).stderr)).toEqual([expect.stringMatching(runs)]);
  await appendFile(log, `${JSON.stringify(tradeAt(1, 2))}\n`);
  expect((await running.ended).code).toBe(1);
  expect(told((await reset()).stderr)).toEqual([expect.stringMatching(/forgotten\. Say --yes/)]);
});

test('of several pipelines none starts, and nothing is written, where one of them cannot run', async () => {
  const keeping = (view: string) =>
    `.from(log('crypto')).pipe(parse(trade), tumble({ size: minutes(1), lateness: seconds(0), key: 'symbol' }, { n: count() }))
       .to(view('${view}'));`;
  const path = (name: string, view: string) =>
    writePipeline(folder, name, `export default pipeline('${name}')${keeping(view)}`);
  await writeLog(folder, [tradeAt(0, 1)]);
  const [sound, unsound, same] = [await path('a', 'a'), await path('Wrong', 'b'), await path('c', 'a')];
  for (const [wrong, text] of [
    [unsound, 'Wrong cannot be right'],
    [same, 'The view "a" of c is kept by a'],
  ] as const) {
    const { code, stderr } = await inFolder('run', sound, wrong, ...HERE);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^millrace: ${text}.*\n$`));
  }
  const { stderr } = await inFolder('reset', 'a', '--store', 'sqlite:./millrace.db');
  expect(told(stderr)).toEqual([expect.stringContaining('knows nothing of a')]);
});

test('a pipeline that changed is refused until it is rebuilt', async () => {
  const pipeline = (of: string) =>
    `export default pipeline('sums').from(file('crypto.ndjson', { end: true })).pipe(parse(trade),
       tumble({ size: minutes(1), lateness: seconds(0), key: 'symbol' }, { of: ${of} })).to(view('sums'));`;
  await writeLog(folder, [tradeAt(0, 1), tradeAt(1, 2)]);
  const path = await writePipeline(folder, 'sums', pipeline('count()'));
  expect((await inFolder('run', path, ...HERE)).code).toBe(0);

  await writePipeline(folder, 'sums', pipeline("sum('quantity')"));
  const changed = await inFolder('run', path, ...HERE);
  expect(changed.code).toBe(1);
  expect(told(changed.stderr)).toEqual([expect.stringMatching(/sums differs from the one .*--rebuild/)]);
  const unread = await inFolder('rows', 'sums', '--pipeline', path, ...HERE);
  expect(unread.code).toBe(1);
  expect(told(unread.stderr)).toEqual([expect.stringMatching(/kept by sums as it was in version 1/)]);

  expect((await inFolder('run', path, '--rebuild', ...HERE)).code).toBe(0);
  const { stdout } = await inFolder('rows', 'sums', '--json', '--pipeline', path, ...HERE);
  expect(JSON.parse(stdout)).toMatchObject({ of: '4', final: true });
});

test.each([
  ['one pipeline named twice', ['usd-per-minute', 'usd-per-minute'], 'Two pipelines named "usd-per-minute"'],
  ['a store of no known kind', ['usd-per-minute', '--store', 'nope'], '"nope" names no store'],
  ['a store that cannot be made', ['usd-per-minute', '--store', 'sqlite:/dev/null/x.db'], '/dev/null'],
  ['a span for what has no end', ['usd-per-minute', '--timeout', '60'], '--timeout is for jobs, and log:crypto of usd'],
  ['a log of no known kind', ['usd-per-minute', '--log', 'http://somewhere'], 'log URL is http://somewhere'],
])('%s is told in one line', async (_what, args, text) => {
  const { code, stderr } = await inFolder('run', ...args);
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringContaining(text)]);
});

test('the environment says where log and store are, too', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const env = { MILLRACE_LOG: `file:${log}`, MILLRACE_STORE: 'sqlite:./other.db' };
  const running = new Millrace(['run', 'usd-per-minute'], { cwd: folder, env });
  await running.says('"started"');
  for (let stdout = ''; stdout === ''; ) {
    ({ stdout } = await millrace(['rows', 'usd-per-minute'], { cwd: folder, env }));
  }
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
});
