import { request } from 'node:http';
import { connect } from 'node:net';
import { dashboard, type Where } from '../../src/dashboard/server.ts';
import type { Given } from '../../src/dashboard/world.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { type LogLine, testContext } from './context.ts';
import { ManualClock } from './manual-clock.ts';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly text: string;
}

/** A dashboard on loopback, and the ways to ask it; its log is in `lines`. */
export interface TestDashboard extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly clock: ManualClock;
  readonly lines: readonly LogLine[];
  /** As a client that leaves the path, the headers and the answer as they are. */
  ask(path: string, asked?: Asked): Promise<Answer>;
  /** These bytes as they are; gives what comes until the connection is closed. */
  raw(bytes: string | Buffer): Promise<string>;
}

export async function servedDashboard(
  change: Partial<Given> = {},
  where: Partial<Where> = {},
  routes?: Parameters<typeof dashboard>[2],
): Promise<TestDashboard> {
  const clock = new ManualClock(Date.UTC(2024, 7, 8, 12));
  const { lines, logger } = testContext();
  const store = memoryStore({ clock });
  const world = { store, storeName: 'memory:', clock, logger, pipelines: [], unloaded: [], ...change };
  const { url, close } = await dashboard(world, { host: '127.0.0.1', port: 0, ...where }, routes);
  const port = Number(new URL(url).port);
  return {
    ...{ url, port, clock, lines },
    ask: (path, asked) => ask(port, path, asked),
    raw: (bytes) => raw(port, bytes),
    [Symbol.asyncDispose]: close,
  };
}

const ask = (port: number, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    // Node leaves the length of a DELETE's body out.
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const all = { ...length, ...headers };
    const asking = request({ host: '127.0.0.1', port, path, method, headers: all, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const content = Buffer.concat(parts);
        const single = Object.entries(response.headers).map(([name, value]) => [name, value?.toString()]);
        const status = response.statusCode ?? 0;
        resolve({ status, headers: Object.fromEntries(single), body: content, text: content.toString() });
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });

const raw = (port: number, bytes: string | Buffer): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    // It may be cut while we write: what came before counts.
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    socket.end(bytes);
  });
