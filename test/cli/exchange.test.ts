import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { Millrace, millrace, told } from './millrace.ts';

test('exchange prints where it is, answers there, and produce fills a log from it', async () => {
  await using folder = await temporaryFolder();
  const { path: cwd } = folder;
  const exchange = new Millrace(['exchange', '--speed', '60'], { cwd });
  await exchange.says('BINANCE_REST=');
  const env = Object.fromEntries(
    exchange.stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=', 2)),
  );
  expect(Object.keys(env)).toEqual(['BINANCE_WS', 'BINANCE_REST']);
  expect((await fetch(`${env.BINANCE_REST}/api/v3/ping`)).status).toBe(200);

  const produce = new Millrace(['run', 'produce', '--log', 'file:.', '--store', 'sqlite:./x.db'], { cwd, env });
  for (let lines = 0; lines < 10; ) {
    lines = (await millrace(['peek', './crypto.ndjson', '--json'], { cwd })).stdout.split('\n').length - 1;
  }
  produce.child.kill('SIGTERM');
  expect((await produce.ended).code).toBe(0);

  const { port } = new URL(env.BINANCE_REST);
  const taken = await millrace(['exchange', '--port', port], { cwd });
  expect({ code: taken.code, stdout: taken.stdout }).toEqual({ code: 1, stdout: '' });
  expect(told(taken.stderr)).toEqual([expect.stringContaining(`Port ${port} is in use`)]);

  exchange.child.kill('SIGTERM');
  expect((await exchange.ended).code).toBe(0);
}, 30_000);
