import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A real Redis in a process of its own, on loopback, with a folder of its own. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  /** Where it keeps what it keeps. */
  readonly folder: string;
  /** `redis://127.0.0.1:…` */
  readonly url: string;
  /** Says something to it directly. */
  tell(...command: readonly string[]): Promise<unknown>;
  /** Kills it as by kill -9. */
  kill(): Promise<void>;
  /** Starts it again in the same folder. */
  start(): Promise<void>;
  readonly pid: number;
}

export const REDIS = 'redis-server';
/** Why tests that need it are skipped, where it is not installed. */
export const noRedis: string | false =
  spawnSync(REDIS, ['--version']).status === 0 ? false : `${REDIS} is not installed here: apt-get install ${REDIS}`;

/** `options`: as on its command line, such as `--appendonly yes`. */
export async function redisServer(...options: readonly string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-redis-'));
  const port = await freePort();
  let server: ChildProcess;
  let client: Redis;
  const start = async () => {
    const usual = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--daemonize', 'no'];
    server = spawn(REDIS, [...usual, ...options], { stdio: 'ignore' });
    client = await connected(port);
  };
  const kill = async () => {
    client.disconnect();
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    port,
    folder,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return server.pid ?? 0;
    },
    tell: (name = '', ...args) => client.call(name, ...args),
    kill,
    start,
    [Symbol.asyncDispose]: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function connected(port: number): Promise<Redis> {
  for (;;) {
    const client = new Redis({ port, lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
    client.on('error', () => {}); // told by what is tried next
    try {
      await client.connect();
      return client;
    } catch {
      client.disconnect();
      await setTimeout(10);
    }
  }
}

/** One that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}
