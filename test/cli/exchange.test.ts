import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nameOf } from '../../src/exchange/simulator/listen.ts';
import { temporaryFolder } from '../support/folder.ts';
import { Millrace, millrace, told } from './millrace.ts';

test('exchange prints where it is, answers there, and produce fills a log from it', async () => {
  await using folder = await temporaryFolder();
  const { path: cwd } = folder;
  const exchange = new Millrace(['exchange', '--speed', '60'], { cwd });
  await exchange.says('BINANCE_SECRET=');
  const env = Object.fromEntries(
    exchange.stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=', 2)),
  );
  expect(Object.keys(env)).toEqual(['BINANCE_WS', 'BINANCE_REST', 'BINANCE_KEY', 'BINANCE_SECRET']);
  expect((await fetch(`${env.BINANCE_REST}/api/v3/ping`)).status).toBe(200);
  const candles = await (await fetch(`${env.BINANCE_REST}/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=180`)).json();
  expect(candles).toHaveLength(180);

  const produce = new Millrace(['run', 'produce', '--log', 'file:.', '--store', 'sqlite:./x.db'], { cwd, env });
  for (let lines = 0; lines < 10; ) {
    lines = (await millrace(['peek', './crypto.ndjson', '--json'], { cwd })).stdout.split('\n').length - 1;
  }
  produce.child.kill('SIGTERM');
  expect((await produce.ended).code).toBe(0);
  expect(exchange.stderr).not.toContain('whoever reaches');

  const { port } = new URL(env.BINANCE_REST);
  const taken = await millrace(['exchange', '--port', port], { cwd });
  expect({ code: taken.code, stdout: taken.stdout }).toEqual({ code: 1, stdout: '' });
  expect(told(taken.stderr)).toEqual([expect.stringContaining(`Port ${port} is in use`)]);

  exchange.child.kill('SIGTERM');
  expect((await exchange.ended).code).toBe(0);
}, 30_000);

test('exchange says in its help that a restart is another market', async () => {
  const { stdout } = await millrace(['exchange', '--help'], { cwd: '.' });
  expect(stdout).toContain('Started again it is another market');
});

test('exchange listens where it is told, and warns where that is not 127.0.0.1', async () => {
  await using folder = await temporaryFolder();
  const exchange = new Millrace(['exchange', '--host', 'localhost'], { cwd: folder.path });
  await exchange.says('whoever reaches the port may trade');
  const rest = /BINANCE_REST=(http:\/\/localhost:\d+)\n/.exec(exchange.stdout)?.[1];
  expect((await fetch(`${rest}/api/v3/ping`)).status).toBe(200);
  exchange.child.kill('SIGTERM');
  const { code, stderr } = await exchange.ended;
  expect({ code, warned: stderr.includes('"level":40') }).toEqual({ code: 0, warned: true });
  expect(['0.0.0.0', '::', '::1', 'a.b'].map(nameOf)).toEqual(['127.0.0.1', '127.0.0.1', '[::1]', 'a.b']);
}, 30_000);

test('exchange plays a recording, to an account with the key, secret, balances and fee that it is told', async () => {
  await using folder = await temporaryFolder();
  const { path: cwd } = folder;
  const trade = { e: 'trade', E: 1_000, s: 'NEOBNB', t: 7, p: '0.02', q: '1', T: 1_000, m: true, M: true };
  const tick = { e: 'tick', E: 1_000, prices: { USDT: '1' } };
  await writeFile(join(cwd, 'one.ndjson'), `${JSON.stringify(tick)}\n${JSON.stringify(trade)}\n`);
  const given = ['--key', 'k', '--secret', 's', '--balance', 'NEO=2.5', 'BNB=1', '--fee', '0.002'];
  const exchange = new Millrace(['exchange', '--recording', 'one.ndjson', ...given], { cwd });
  await exchange.says('BINANCE_SECRET=s');
  const [ws, rest] = ['WS', 'REST'].map((which) => new RegExp(`BINANCE_${which}=(.*)`).exec(exchange.stdout)?.[1]);
  await exchange.says('"passedOver":1');
  expect(exchange.stderr).toContain(`BINANCE_WS=${ws} BINANCE_REST=${rest} npx millrace run produce`);
  const { serverTime } = JSON.parse(await (await fetch(`${rest}/api/v3/time`)).text());
  expect(serverTime).toBe(1_000);
  const signed = `timestamp=${serverTime}`;
  const signature = createHmac('sha256', 's').update(signed).digest('hex');
  const account = await fetch(`${rest}/api/v3/account?${signed}&signature=${signature}`, {
    headers: { 'x-mbx-apikey': 'k' },
  });
  expect(await account.json()).toMatchObject({
    commissionRates: { maker: '0.00200000' },
    balances: [
      { asset: 'NEO', free: '2.50000000' },
      { asset: 'BNB', free: '1.00000000' },
    ],
  });
  exchange.child.kill('SIGTERM');
  expect((await exchange.ended).code).toBe(0);

  for (const [args, message] of [
    [['--balance', 'NEO'], 'Wanted such as BTC=0.5.'],
    [['--balance', 'XYZ=1'], 'which no pair trades'],
    [['--fee', '2'], 'wanted a share below 1'],
    [['--recording', 'none.ndjson'], 'The recording cannot be read'],
  ] as const) {
    const { code, stderr } = await millrace(['exchange', ...args], { cwd });
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
  }
}, 30_000);
