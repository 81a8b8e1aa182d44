import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bars, PNG, undrawable } from '../support/chart.ts';
import { folderPerTest } from '../support/folder.ts';
import { jsonLines, Millrace, millrace, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

const folder = folderPerTest();
const HERE = ['--log', 'file:.', '--store', 'sqlite:./millrace.db'];
const inFolder = (...args: readonly string[]) => millrace([...args, ...HERE], { cwd: folder });
const dry = (path: string, ...args: readonly string[]) => inFolder('run', path, '--dry-run', ...args);

const CHART = JSON.stringify(bars('Units per symbol', 1, 2));
const job = (say: string, more = '') =>
  writePipeline(
    folder,
    'job',
    `export default pipeline('job').from(file('crypto.ndjson', { end: true })).pipe(parse(trade),
       total({ key: 'symbol' }, { n: count() })).to(slack('#bots', (rows) => ${say})${more});`,
  );

test('a dry run prints what would be said, draws the pictures, needs no token, and writes nothing', async () => {
  await writeLog(folder, [tradeAt(0, 1), tradeAt(1, 2)]);
  const say = `[rows.map((row) => row.key + ': ' + row.n).join(), ${CHART}]`;
  const path = await job(say, ", print((rows) => rows.length + ' rows'), view('job'), counter('n:{key}'), file('out')");
  const { code, stdout, stderr } = await dry(path);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: '1 rows\nslack #bots:\n  BTCUSDT: 2\nslack #bots:\n  Units per symbol\n  picture: units-per-symbol.png\n',
  });
  expect(told(stderr)).toEqual([
    'millrace: job is run dry, and writes nothing; left out: keys counter(n:{key}), log file:out',
  ]);
  expect([...(await readFile(join(folder, 'units-per-symbol.png')))].slice(0, 8)).toEqual(PNG);
  expect((await readdir(folder)).toSorted()).toEqual(['crypto.ndjson', 'job.ts', 'units-per-symbol.png']);
  const again = await dry(path, '--pictures', 'drawn');
  expect(again.stdout).toContain('picture: drawn/units-per-symbol.png');
  expect((await dry(path)).stdout).toContain('picture: units-per-symbol-2.png');
  expect((await inFolder('run', path)).code, 'without --dry-run it needs one').toBe(1);
}, 30_000);

test('what would be said moves no cursor of the terminal', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const { stdout } = await dry(await job("'\\u001b[2Jhi\\u0007'"));
  expect(stdout).toContain('[2Jhi');
  for (const sign of ['\u001b', '\u0007']) expect(stdout).not.toContain(sign);
}, 30_000);

test('it reads what other pipelines and keys hold in the store, and leaves the store as it is', async () => {
  await writeLog(folder, [tradeAt(0, 1), tradeAt(61, 2), tradeAt(130, 3)]);
  const kept = await writePipeline(
    folder,
    'kept',
    `export default pipeline('kept').from(file('crypto.ndjson')).pipe(parse(trade),
       tumble({ size: minutes(1), lateness: seconds(0), key: 'symbol' }, { n: count() })).to(view('kept', { keep: minutes(1e7) }));`,
  );
  const running = new Millrace(['run', kept, ...HERE], { cwd: folder });
  const rowsOf = () => inFolder('rows', 'kept', '--json', '--pipeline', kept);
  while (jsonLines((await rowsOf()).stdout).length < 3);
  running.child.kill('SIGTERM');
  await running.ended;
  await inFolder('cache', 'set', 'price:BTC', '61000');
  const of = async (name: string, source: string, say: string) => {
    const body = `export default pipeline('${name}').from(${source}).to(slack('#bots', (all) => ${say}));`;
    const path = await writePipeline(folder, name, `const { default: kept } = await import('./kept.ts');\n${body}`);
    return dry(path);
  };
  const rows = await of('report', 'rows(kept, { last: minutes(5e6), open: true })', 'all.map(({ n }) => n).join()');
  expect(rows.stdout).toBe('slack #bots:\n  1,1,1\n');
  const keys = await of('prices', "cached('price:*')", "all.map(({ key, value }) => key + ' ' + value).join()");
  expect(keys.stdout).toBe('slack #bots:\n  price:BTC 61000\n');
  const { stdout } = await inFolder('jobs', '--json');
  const ran = jsonLines(stdout).filter(({ job }) => ['report', 'prices'].includes(job));
  expect(ran, 'no run is kept').toEqual([]);
}, 30_000);

test('one that has no end begins where a new pipeline does, and goes on until it is stopped', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const path = await writePipeline(
    folder,
    'endless',
    "export default pipeline('endless').from(log('crypto')).pipe(parse(trade))" +
      ".to(slack('#bots', (trades) => trades.map(({ id }) => 'trade ' + id)));",
  );
  for (let times = 0; times < 2; times++) {
    const running = new Millrace(['run', path, '--dry-run', ...HERE], { cwd: folder });
    await running.says('slack #bots:\n  trade 1\n');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(0);
  }
});

test('a job that has nothing to say says so, and one through which nothing came fails as a run does', async () => {
  await writeLog(folder, [tradeAt(0, 1), tradeAt(1, 2)]);
  const quiet = await dry(await job('[]'));
  expect({ ...quiet, stderr: told(quiet.stderr) }).toEqual({
    code: 0,
    stdout: '',
    stderr: ['slack #bots: nothing to say'],
  });
  const vain = await writePipeline(
    folder,
    'vain',
    `export default pipeline('vain').from(file('crypto.ndjson', { end: true }))
       .pipe(parse(trade), map(() => { throw new Error('no such asset'); })).to(slack('#bots', () => 'hi'));`,
  );
  const { code, stdout, stderr } = await dry(vain);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(told(stderr)).toEqual([
    'millrace: Nothing came through vain: all 2 records were set aside, the first by map, failed: no such asset.',
  ]);
}, 30_000);

test('a chart that cannot be drawn is told in one line', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const { code, stderr } = await dry(await job(`(${JSON.stringify(undrawable)})`));
  expect([code, told(stderr)]).toEqual([1, [expect.stringMatching(/^millrace: "Torn" cannot be drawn: /)]]);
});

test.each([
  [['--pictures', 'x'], 1, '--pictures is for a --dry-run.'],
  [['--dry-run', '--rebuild'], 2, "option '--dry-run' cannot be used with option '--rebuild'"],
])('%j is refused', async (args, exit, text) => {
  const { code, stderr } = await inFolder('run', 'usd-per-minute', ...args);
  expect(code).toBe(exit);
  expect(stderr).toContain(text);
});
