import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import type { TradePayload } from '../../src/market/events.ts';
import { defaultPairs } from '../../src/market/pairs.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { listen } from '../support/listen.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);
const all = defaultPairs.map(({ symbol }) => `${symbol.toLowerCase()}@trade`).join('/');
const traded = (until: number): TradePayload[] => createMarket({ seed: 3, start: START }).until(until);
/** What a client gets that came at the start: a moment too late for the very first. */
const expected = (until: number): TradePayload[] => traded(until).filter(({ E }) => E > START);

let clock: ManualClock;
let exchange: Simulator;
beforeEach(async () => {
  clock = new ManualClock(1_000);
  exchange = await simulator({ seed: 3, start: START, speed: 60, clock });
});
afterEach(() => exchange.close());

describe('the streams of the simulated exchange', () => {
  test('wrap each trade beside the name of its stream, keys in the order of Binance', async () => {
    const { messages } = await listen(exchange, `/stream?streams=${all}`);
    await clock.advance(1_000);
    const trades = expected(exchange.now());
    await eventually(() => messages.length === trades.length);
    expect(messages).toEqual(
      trades.map((trade) => `{"stream":"${trade.s.toLowerCase()}@trade","data":${JSON.stringify(trade)}}`),
    );
    expect(Object.keys(JSON.parse(messages[0] ?? '').data)).toEqual(['e', 'E', 's', 't', 'p', 'q', 'T', 'm', 'M']);
    expect(exchange.now()).toBe(START + 60_000);
  });

  test('are sent bare on /ws, and only those that were asked for', async () => {
    const { messages } = await listen(exchange, '/ws/ethbtc@trade/nosuch@trade');
    await clock.advance(1_000);
    const trades = expected(exchange.now()).filter(({ s }) => s === 'ETHBTC');
    await eventually(() => messages.length === trades.length);
    expect(messages).toEqual(trades.map((trade) => JSON.stringify(trade)));
  });

  test('tell the same market at any speed, and on a real clock', async () => {
    const first = async (speed: number): Promise<unknown[]> => {
      const from = await simulator({ seed: 3, start: START, speed, clock: systemClock });
      const { messages } = await listen(from, `/stream?streams=${all}`);
      await eventually(() => messages.length >= 200);
      await from.close();
      return messages.map((message) => JSON.parse(message).data);
    };
    const market = traded(START + 600_000);
    for (const trades of [await first(30), await first(300)]) {
      const at = market.findIndex((trade) => JSON.stringify(trade) === JSON.stringify(trades[0]));
      expect(at).toBeGreaterThanOrEqual(0);
      expect(trades.slice(0, 200)).toEqual(market.slice(at, at + 200));
    }
  });

  test('are lost to a client while it is cut off', async () => {
    const before = await listen(exchange, `/stream?streams=${all}`);
    await clock.advance(200);
    exchange.cut();
    await new Promise((resolve) => before.socket.on('close', resolve));
    const away = exchange.now();
    await clock.advance(200);
    const back = exchange.now();
    const after = await listen(exchange, `/stream?streams=${all}`);
    await clock.advance(200);
    const rest = expected(exchange.now()).filter(({ E }) => E > back);
    await eventually(() => after.messages.length === rest.length);
    expect(after.messages.map((message) => JSON.parse(message).data)).toEqual(rest);
    expect(before.messages).toHaveLength(expected(away).length);
  });

  test('stop with the market, and the connections stay', async () => {
    const { socket } = await listen(exchange, `/stream?streams=${all}`);
    await clock.advance(100);
    await exchange.stop();
    const { ids, now } = { ids: exchange.ids(), now: exchange.now() };
    await clock.advance(10_000);
    expect(exchange.now()).toBe(now);
    expect(exchange.ids()).toEqual(ids);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  test('count the ids that each symbol has traded', async () => {
    await clock.advance(1_000);
    const trades = Map.groupBy(traded(exchange.now()), ({ s }) => s);
    for (const [symbol, { first, next }] of exchange.ids()) {
      expect(next - first).toBe(trades.get(symbol)?.length ?? 0);
    }
  });
});

test('an exchange whose port is in use says so', async () => {
  const port = Number(new URL(exchange.restUrl).port);
  const again = simulator({ seed: 3, start: START, clock, port });
  await expect(again).rejects.toMatchObject({
    code: 'CONFIG',
    message: expect.stringContaining(`Port ${port} is in use`),
  });
});

test('a closed exchange has let go of its port', async () => {
  await exchange.close();
  const socket = connect(Number(new URL(exchange.restUrl).port), '127.0.0.1');
  await expect(new Promise((resolve, reject) => socket.on('connect', resolve).on('error', reject))).rejects.toThrow(
    'ECONNREFUSED',
  );
});
