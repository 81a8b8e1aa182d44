import { beforeAll, expect, test } from 'vitest';
import { folderPerFile } from '../support/folder.ts';
import { jsonLines, millrace, START, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

const folder = folderPerFile();
let log: string;
beforeAll(async () => {
  log = await writeLog(folder, [
    ...Array.from({ length: 50 }, (_, i) => tradeAt(i * 3, i, i % 3 ? 'BTCUSDT' : 'ETHUSDT')),
    tradeAt(147, 49), // again
    'no JSON',
    tradeAt(1, 1_000), // its window is over
  ]);
});
const replay = (...args: readonly string[]) => millrace(['replay', ...args], { cwd: folder });

test('replay prints the final rows by start and key, exact, and sums up on stderr', async () => {
  const { code, stdout, stderr } = await replay('usd-per-minute', '--log', `file:${log}`, '--json');
  expect(code).toBe(0);
  const rows = jsonLines(stdout);
  expect(rows.map(({ key, start }) => [start - START, key])).toEqual([
    [0, 'BTCUSDT'],
    [0, 'ETHUSDT'],
    [60_000, 'BTCUSDT'],
    [60_000, 'ETHUSDT'],
    [120_000, 'BTCUSDT'],
    [120_000, 'ETHUSDT'],
  ]);
  expect(rows[0]).toEqual({
    key: 'BTCUSDT',
    start: START,
    end: START + 60_000,
    final: true,
    trades: 13,
    units: '26',
    value: '2600',
    unpriced: 0,
  });
  expect(told(stderr)).toEqual([
    expect.stringMatching(
      /^53 records · 50 folded · 1 duplicates · 2 rejected \(1 late, 1 unparsable\) · [\d.]+ s · [\d,]+ records\/s$/,
    ),
    expect.stringMatching(/^ {2}the first unparsable: .*"no JSON" is not valid JSON \(crypto\/.*\/parse\/0\)$/),
    expect.stringMatching(/^ {2}the first late: its window closed at 2024-08-08T12:01:05/),
  ]);
});

test('the rows are the same bytes however the log is cut into reads', async () => {
  const runs = [[], ['--batch', '1'], ['--batch', '7'], ['--batch', '1000'], ['--batch', 'all']].map((batch) =>
    replay('usd-per-minute', '--log', log, '--json', ...batch),
  );
  const [first, ...others] = (await Promise.all(runs)).map(({ stdout }) => stdout);
  expect(first?.length).toBeGreaterThan(100);
  for (const other of others) expect(other).toBe(first);
});

test('without --json they come as a table', async () => {
  const { stdout } = await replay('usd-per-minute', '--log', log);
  expect(stdout.split('\n')[0]).toMatch(/^key +start +end +final +trades +units +value +unpriced$/);
  expect(stdout.split('\n')[2]).toMatch(/^BTCUSDT +2024-08-08T12:00:00.000Z .* 13 +26 +2600 +0$/);
});

test('a folder as the log is where the log of the pipeline is', async () => {
  const { code, stdout } = await replay('usd-per-minute', '--log', `file:${folder}`, '--json');
  expect({ code, rows: stdout.trim().split('\n').length }).toEqual({ code: 0, rows: 6 });
});

test('a pipeline without a window gives what comes out of it, and sends it nowhere else', async () => {
  const body =
    "export default pipeline('ids').from(log('crypto')).pipe(parse(trade), map((t) => ({ id: t.id }))).to(file('out.ndjson'));";
  const path = await writePipeline(folder, 'ids', body);
  const { code, stdout, stderr } = await replay(path, '--log', log);
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(0, 3)).toEqual(['{"id":0}', '{"id":1}', '{"id":2}']);
  expect(told(stderr)[0]).toContain('left out: log file:out.ndjson');
  const { code: none } = await millrace(['peek', './out.ndjson'], { cwd: folder });
  expect(none).toBe(1);
});

test.each([
  ['a log that is not there', ['usd-per-minute', '--log', 'file:/nope.ndjson'], 'no file /nope.ndjson'],
  ['a log of another kind', ['usd-per-minute', '--log', 'http://somewhere'], 'log URL is http://somewhere'],
  ['a pipeline that reads no log', ['produce'], 'produce reads binance, which is no log'],
])('%s is told in one line, and exits with 1', async (_what, args, text) => {
  const { code, stdout, stderr } = await replay(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(told(stderr)).toEqual([expect.stringContaining(text)]);
});

test('--csv and --key are as those of rows', async () => {
  const { stdout } = await replay('usd-per-minute', '--log', log, '--csv', '--key', 'ETHUSDT');
  const lines = stdout.trimEnd().split('\r\n');
  expect(lines[0]).toBe('key,start,end,final,trades,units,value,unpriced');
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['ETHUSDT', 'ETHUSDT', 'ETHUSDT']);
  const body = "export default pipeline('all').from(log('crypto')).pipe(parse(trade)).to(print());";
  const all = await replay(await writePipeline(folder, 'all', body), '--log', log, '--csv');
  expect({ code: all.code, stdout: all.stdout }).toEqual({ code: 1, stdout: '' });
  expect(told(all.stderr)).toEqual([expect.stringMatching(/all folds no windows.*leave --csv out/)]);
});

test('a file that is no log of such records is told to be none', async () => {
  const other = await writeLog(folder, ['\x1f\x8b\x08', 'a,b,c', ''], 'other.ndjson');
  const { code, stdout, stderr } = await replay('usd-per-minute', '--log', other);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(told(stderr).at(-1)).toBe(
    `millrace: none of these could be parsed: is ${other} a log of JSON lines, and not compressed?`,
  );
});
