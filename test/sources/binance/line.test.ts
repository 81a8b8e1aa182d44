import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { hours, minutes, seconds } from '../../../src/core/time.ts';
import { Budget } from '../../../src/sources/binance/budget.ts';
import type { LineOptions } from '../../../src/sources/binance/line.ts';
import { Pool } from '../../../src/sources/binance/pool.ts';
import { testContext } from '../../support/context.ts';
import { eventually, ManualClock } from '../../support/manual-clock.ts';

interface Client {
  readonly socket: WebSocket;
  /** The symbols that its URL names. */
  readonly named: readonly string[];
  readonly messages: { readonly at: number; readonly params: readonly string[]; readonly id: number }[];
}

let clock: ManualClock;
let server: WebSocketServer;
let base: string;
let clients: Client[];
/** What the exchange says to a request. */
let answer: (id: number) => object;
let stop: AbortController;
let kept: Promise<void>;

beforeEach(async () => {
  clock = new ManualClock();
  clients = [];
  answer = (id) => ({ result: null, id });
  stop = new AbortController();
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket, { url = '' }) => {
    const named = new URL(url, 'ws://x').searchParams.get('streams')?.split('/') ?? [];
    const client: Client = { socket, named, messages: [] };
    clients.push(client);
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      client.messages.push({ at: clock.now(), ...message });
      socket.send(JSON.stringify(answer(message.id)));
    });
  });
  await new Promise((resolve) => server.on('listening', resolve));
  const address = server.address();
  base = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterEach(async () => {
  stop.abort();
  await kept;
  await new Promise((resolve) => server.close(resolve));
});

function keep(symbols: readonly string[], change: Partial<LineOptions> = {}) {
  const context = testContext({ clock });
  const outages: (readonly string[])[] = [];
  const trades: number[] = [];
  const pool = new Pool({
    base,
    symbols,
    stall: hours(1_000),
    clock,
    logger: context.logger,
    budget: new Budget(clock),
    onTrade: ({ t }) => trades.push(t),
    onOdd: () => {},
    onOutage: (missed) => outages.push(missed),
    stats: () => ({}),
    ...change,
  });
  kept = pool.keep(stop.signal);
  return { pool, outages, trades, lines: context.lines };
}

const open = () => clients.filter(({ socket }) => socket.readyState === socket.OPEN);
const tell = (t: number, E: number) => JSON.stringify({ e: 'trade', E, s: 'X', t, p: '1', q: '1', T: E });

/** Lets time go on until it is so. */
async function pass(condition: () => boolean): Promise<void> {
  while (!condition()) await clock.advance(100);
}

/** Sees that another connection takes the place of the first one, which goes on meanwhile, and that nothing was out. */
async function seeSwap({ outages, trades }: ReturnType<typeof keep>): Promise<void> {
  await eventually(() => clients.length === 2);
  const [first, second] = clients;
  const from = clock.now();
  first?.socket.send(tell(1, clock.now()));
  await eventually(() => trades.includes(1));
  second?.socket.send(tell(2, clock.now()));
  await eventually(() => trades.includes(2));
  expect(open()).toHaveLength(2);
  await pass(() => open().length === 1);
  expect(clock.now() - from).toBeGreaterThanOrEqual(seconds(5));
  expect(open()).toEqual([second]);
  expect(outages).toEqual([['X']]);
}

describe('a connection is replaced before it ends', () => {
  test('when it is nearly a day old', async () => {
    const line = keep(['X']);
    await eventually(() => line.outages.length === 1);
    await clock.advance(hours(23) - 1);
    expect(clients).toHaveLength(1);
    await clock.advance(minutes(30));
    await seeSwap(line);
  });

  test('when the exchange says that it shuts it down', async () => {
    const line = keep(['X']);
    await eventually(() => line.outages.length === 1);
    await clock.advance(minutes(1));
    clients[0]?.socket.send('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":9}}');
    await seeSwap(line);
    expect(line.lines.map(({ message }) => message)).toEqual([
      'connected to the exchange',
      'moving to a new connection to the exchange',
    ]);
  });

  test('when its trades come ever later, whatever the clock of the exchange', async () => {
    const line = keep(['X']);
    await eventually(() => line.outages.length === 1);
    const from = 1_000_000_000;
    const comes = async (t: number, lag: number) => {
      clients[0]?.socket.send(tell(t, from + clock.now() - lag));
      await eventually(() => line.trades.includes(t));
    };
    for (let t = 10; t < 13; t++) {
      await comes(t, 0);
      await clock.advance(minutes(1));
      expect(clients).toHaveLength(1);
    }
    // Time stands still while it connects: it would not wait for a minute.
    await comes(13, seconds(61));
    await seeSwap(line);
  });

  test('when they come ever later by twice as much after each time, until one has stood for a day', async () => {
    const line = keep(['X']);
    await eventually(() => line.outages.length === 1);
    let t = 0;
    const comes = async (lag: number) => {
      t++;
      clients.at(-1)?.socket.send(tell(t, 1_000_000_000 + clock.now() - lag));
      await eventually(() => line.trades.includes(t));
      await clock.advance(seconds(20));
    };
    const another = async (lag: number) => {
      const before = clients.length;
      await comes(0);
      await comes(lag);
      await eventually(() => clients.length === before + 1);
      await clock.advance(seconds(20));
    };
    await another(seconds(61));
    await comes(0);
    await comes(seconds(61));
    expect(clients).toHaveLength(2);
    await another(seconds(121));
    await clock.advance(hours(23.5));
    await eventually(() => clients.length === 4);
    await clock.advance(seconds(20));
    await another(seconds(61));
  });

  test('when somebody wants it', async () => {
    const line = keep(['X']);
    await eventually(() => line.outages.length === 1);
    await clock.advance(minutes(1));
    line.pool.replace('X', 'its stream is silent');
    await seeSwap(line);
  });
});

test('a connection that ends while another one takes its place is no outage; one without is', async () => {
  const { outages, trades } = keep(['X']);
  await eventually(() => outages.length === 1);
  await clock.advance(minutes(1));
  clients[0]?.socket.send('{"e":"serverShutdown","E":9}');
  await eventually(() => clients.length === 2);
  clients[1]?.socket.send(tell(1, 1)); // when that has come the second one stands
  await eventually(() => trades.length === 1);
  clients[0]?.socket.terminate();
  await clock.advance(seconds(20));
  expect([outages.length, clients.length]).toEqual([1, 2]);
  clients[1]?.socket.terminate();
  await pass(() => outages.length === 2);
  expect(clients).toHaveLength(3);
});

describe('many symbols', () => {
  const symbols = Array.from({ length: 1_500 }, (_, i) => `A${i}`);

  test('come on several connections, subscribed to at a pace that the exchange allows', async () => {
    const { outages } = keep(symbols);
    await eventually(() => clients.length === 2);
    await clock.advance(seconds(5));
    await eventually(() => outages.flat().length === symbols.length);
    const streams = clients.map(({ named, messages }) => [...named, ...messages.flatMap(({ params }) => params)]);
    expect(streams.map(({ length }) => length).sort()).toEqual([1_024, 476].sort());
    expect(new Set(streams.flat())).toEqual(new Set(symbols.map((symbol) => `${symbol.toLowerCase()}@trade`)));
    for (const { named, messages } of clients) {
      expect(named).toHaveLength(200);
      const times = messages.map(({ at }) => at);
      // Fewer than five in any second, which leaves one for a pong.
      for (const [i, at] of times.entries()) expect(at - (times[i - 4] ?? -Infinity)).toBeGreaterThan(1_000);
    }
    expect(clients.flatMap(({ messages }) => messages)).toHaveLength(5 + 2);
  });

  test('are of no use without some of them: who is refused, or not answered, dials again', async () => {
    answer = (id) => ({ error: { code: 2, msg: 'Invalid request' }, id });
    const { lines, outages } = keep(symbols.slice(0, 201));
    await eventually(() => clients.length === 1);
    await pass(() => lines.some(({ level }) => level === 'warn'));
    expect(lines.at(-1)?.fields).toMatchObject({ reason: expect.stringContaining('SUBSCRIBE failed: {"code":2') });
    answer = () => ({ is: 'no answer' });
    await pass(() => clients.length === 3); // the second one was given up, too
    answer = (id) => ({ result: null, id });
    await pass(() => outages.at(-1)?.[0] === 'A200');
  });
});

test('all connections together are dialled no more often than the exchange allows', async () => {
  const budget = new Budget(clock);
  let made = 0;
  const dialling = (async () => {
    while (!stop.signal.aborted) {
      await budget.attempt(stop.signal);
      made++;
    }
  })();
  kept = dialling;
  await eventually(() => made === 290);
  await clock.advance(minutes(3));
  void budget.attempt(stop.signal).then(() => made++); // one that comes only now waits as long
  await clock.advance(minutes(2) - 1);
  expect(made).toBe(290);
  await clock.advance(1);
  await eventually(() => made === 580);
  await clock.advance(minutes(4));
  expect(made).toBe(580);
});
