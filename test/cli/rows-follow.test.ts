import { appendFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { noRedis, redisServer } from '../support/redis/server.ts';
import { jsonLines, Millrace, millrace, START, told, totalled, tradeAt, writeLog } from './millrace.ts';

const cwd = folderPerTest();
const STORE = ['--store', 'sqlite:./s.db'];
const running = new Set<Millrace>();
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all([...running].map(({ ended }) => ended));
  running.clear();
});

const start = (...args: readonly string[]) => startIn(STORE, ...args);
const startIn = (store: readonly string[], ...args: readonly string[]) => {
  const one = new Millrace([...args, ...store], { cwd });
  running.add(one);
  return one;
};
const rows = (...args: readonly string[]) => millrace(['rows', 'usd-per-minute', ...args, ...STORE], { cwd });

/** A consumer that has folded these trades, of seconds past noon, and goes on. */
async function consuming(...trades: readonly string[]) {
  const log = await writeLog(cwd, trades);
  const consumer = start('run', 'usd-per-minute', '--log', 'file:.', '--log-level', 'debug');
  await consumer.says(`"records":${trades.length}`);
  const append = (...lines: readonly string[]) => appendFile(log, lines.map((line) => `${line}\n`).join(''));
  return { consumer, append };
}

const noon = [tradeAt(1, 1), tradeAt(2, 1, 'ETHUSDT'), tradeAt(61, 2), tradeAt(66, 3)];

test('--follow prints what is final, then what becomes final; SIGINT and SIGTERM end it, and nothing is said', async () => {
  const { append } = await consuming(...noon);
  const json = start('rows', 'usd-per-minute', '--follow', '--json');
  const open = start('rows', 'usd-per-minute', '--follow', '--open', '--key', 'BTCUSDT', '--csv');
  const table = start('rows', 'usd-per-minute', '--follow');
  await Promise.all([json.says('"ETHUSDT"'), open.says('12:01:00.000Z'), table.says('ETHUSDT')]);
  await append(tradeAt(67, 4), tradeAt(125, 5));
  await Promise.all([json.says(`"start":${START + 60_000}`), open.says('12:03:00.000Z'), table.says('12:02:00.000Z')]);
  json.child.kill('SIGINT');
  for (const one of [open, table]) one.child.kill('SIGTERM');
  const ended = await Promise.all([json.ended, open.ended, table.ended]);
  for (const { code, stderr } of ended) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [asJson, asCsv, asTable] = ended;
  const row = { final: true, unpriced: 0 };
  expect(jsonLines(asJson?.stdout ?? '')).toEqual([
    { ...row, key: 'BTCUSDT', start: START, end: START + 60_000, trades: 1, units: '2', value: '200' },
    { ...row, key: 'ETHUSDT', start: START, end: START + 60_000, trades: 1, units: '2', value: '200' },
    { ...row, key: 'BTCUSDT', start: START + 60_000, end: START + 120_000, trades: 3, units: '6', value: '600' },
  ]);
  expect(asTable?.stdout.match(/^key/gm), 'the columns stand as they were').toHaveLength(1);
  const lines = asCsv?.stdout.split('\r\n') ?? [];
  expect(lines[0]).toBe('key,start,end,final,trades,units,value,unpriced');
  expect(lines.slice(1, 3)).toEqual([
    'BTCUSDT,2024-08-08T12:00:00.000Z,2024-08-08T12:01:00.000Z,true,1,2,200,0',
    'BTCUSDT,2024-08-08T12:01:00.000Z,2024-08-08T12:02:00.000Z,false,2,4,400,0',
  ]);
  expect(lines).toContain('BTCUSDT,2024-08-08T12:01:00.000Z,2024-08-08T12:02:00.000Z,true,3,6,600,0');
  expect(lines.at(-2)).toBe('BTCUSDT,2024-08-08T12:02:00.000Z,2024-08-08T12:03:00.000Z,false,1,2,200,0');
});

test.skipIf(noRedis)('--follow outlives a Redis that cannot be read for a while, and gives each row once', async () => {
  await using server = await redisServer('--replica-serve-stale-data', 'no');
  const store = ['--store', server.url];
  const log = await writeLog(cwd, noon);
  await startIn(store, 'run', 'usd-per-minute', '--log', 'file:.', '--log-level', 'debug').says('"records":4');
  const following = startIn(store, 'rows', 'usd-per-minute', '--follow', '--json');
  await following.says('"ETHUSDT"');
  await server.tell('REPLICAOF', '127.0.0.1', '1');
  await server.tell('PUBLISH', 'millrace:{usd-per-minute}:changed', '');
  await following.says('it is a replica that has lost its master');
  await server.tell('REPLICAOF', 'NO', 'ONE');
  await appendFile(log, `${tradeAt(126, 4)}\n`);
  await following.says(`"start":${START + 60_000}`);
  following.child.kill('SIGTERM');
  const { code, stdout } = await following.ended;
  expect(code).toBe(0);
  expect(jsonLines(stdout).map(({ key, start }) => `${key} ${(start - START) / 1_000}`)).toEqual([
    ...['BTCUSDT 0', 'ETHUSDT 0', 'BTCUSDT 60'],
  ]);
});

test('--follow ends well when stdout is closed, with the next row', async () => {
  const { append } = await consuming(...noon);
  const following = start('rows', 'usd-per-minute', '--follow', '--json');
  await following.says('"ETHUSDT"');
  following.child.stdout?.destroy();
  await append(tradeAt(126, 4));
  expect(await following.ended).toMatchObject({ code: 0, stderr: '' });
});

test('--follow --to ends by itself; --from, --to and --key choose windows, and say what a time of day was taken as', async () => {
  const { consumer } = await consuming(...noon, tradeAt(126, 4), tradeAt(190, 5), tradeAt(247, 6));
  const until = await rows('--follow', '--from', '12:01', '--to', '12:03', '--json');
  expect(until.code).toBe(0);
  expect(told(until.stderr)).toEqual([
    '12:01 is taken as 2024-08-08T12:01:00.000Z',
    '12:03 is taken as 2024-08-08T12:03:00.000Z',
  ]);
  expect(jsonLines(until.stdout).map(({ start }) => (start - START) / 1_000)).toEqual([60, 120]);
  consumer.child.kill('SIGTERM');
  await consumer.ended;
  const from = await rows('--from', '2024-08-08T12:03Z', '--csv');
  expect(from).toMatchObject({ code: 0, stderr: '' });
  expect(from.stdout.split('\r\n').map((line) => line.split(',').slice(0, 4).join(' '))).toEqual([
    'key start end final',
    'BTCUSDT 2024-08-08T12:03:00.000Z 2024-08-08T12:04:00.000Z true',
    'BTCUSDT 2024-08-08T12:04:00.000Z 2024-08-08T12:05:00.000Z false',
    '',
  ]);
  const early = await rows('--to', String(START + 60_000), '--key', 'ETHUSDT', '--json');
  expect(jsonLines(early.stdout)).toMatchObject([{ key: 'ETHUSDT', start: START }]);
  expect(told(early.stderr)).toEqual([expect.stringMatching(/taken as 2024-08-08T12:01:00.000Z, ms since 1970$/)]);
});

test.each([
  [['--open'], 2, '--open goes with --follow; without it open windows are shown anyway'],
  [['--json', '--csv'], 2, "option '--csv' cannot be used with option '--json'"],
  [['--from', 'noon'], 2, 'Wanted a time such as 2024-08-08T12:00Z, 12:00, or ms since 1970.'],
  [['--from', '2024-08-08', '--to', '2024-08-08'], 1, 'no window starts in between'],
  [
    ['--from', '12:01', '--to', '12:00'],
    1,
    '--from is 2024-08-08T12:01:00.000Z and --to 2024-08-08T12:00:00.000Z: no window starts in between.',
  ],
  [['--from', '12:02', '--to', '12:01', '--follow'], 1, '--from is 2024-08-07T12:02:00.000Z and --to 2024-08-07T12:01'],
])('%j cannot be right', async (args, code, text) => {
  const { consumer } = await consuming(...noon);
  consumer.child.kill('SIGTERM');
  await consumer.ended;
  const ended = await rows(...args);
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
  expect(ended.stderr).toContain(text);
});

test('where there are no such rows, that is said, and which keys there are', async () => {
  const { append } = await consuming(...noon);
  const none = await rows('--key', 'btcusdt');
  expect(none).toMatchObject({ code: 0, stdout: '' });
  expect(told(none.stderr)).toEqual(['usd-per-minute has no rows of btcusdt; it has: BTCUSDT']);
  expect(told((await rows('--key', 'NOPE', '--json')).stderr)).toEqual([
    'usd-per-minute has no rows of NOPE; it has: BTCUSDT, ETHUSDT',
  ]);
  expect(told((await rows('--key', 'BTCUSDT', '--from', '2024-08-08T13:00Z')).stderr)).toEqual([
    'usd-per-minute has no rows of BTCUSDT from 2024-08-08T13:00:00.000Z on',
  ]);
  const following = start('rows', 'usd-per-minute', '--follow', '--open', '--key', 'BNBBTC');
  await following.says('usd-per-minute has no rows of BNBBTC; it has: BTCUSDT, ETHUSDT; waiting for some\n');
  await append(tradeAt(67, 1, 'BNBBTC'));
  await following.says('false');
});

test('the rows of a job cannot be followed', async () => {
  await writeLog(cwd, noon);
  const path = await totalled(cwd, STORE);
  const { code, stderr } = await millrace(['rows', 'all', '--pipeline', path, '--follow', ...STORE], { cwd });
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([
    expect.stringMatching(/all is a job, its rows are those of its last run: leave --follow/),
  ]);
  const csv = await millrace(['rows', 'all', '--pipeline', path, '--csv', ...STORE], { cwd });
  expect(csv.stdout).toBe('key,start,end,final,n\r\nBTCUSDT,,,true,3\r\nETHUSDT,,,true,1\r\n');
  const table = await millrace(['rows', 'all', '--pipeline', path, ...STORE], { cwd });
  expect(table.stdout.split('\n').slice(0, 3)).toEqual(['key      final  n', '-------  -----  -', 'BTCUSDT  true   3']);
});
