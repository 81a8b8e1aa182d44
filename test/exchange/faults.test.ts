import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { misfortunes } from '../../src/exchange/simulator/misfortunes.ts';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import type { TradePayload } from '../../src/market/events.ts';
import { listen } from '../support/listen.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);
const HOUR = 3_600_000;
const ETH = '/ws/ethusdt@trade';

let clock: ManualClock;
let exchange: Simulator;
beforeEach(async () => {
  clock = new ManualClock(1_000);
  exchange = await simulator({ seed: 3, start: START, speed: 60, clock });
});
afterEach(() => exchange.close());

const get = async (path: string) => {
  const response = await fetch(`${exchange.restUrl}/api/v3/${path}`);
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
};
const idsOf = (messages: readonly string[]): number[] => messages.map((text) => JSON.parse(text).t);
const traded = (symbol: string): TradePayload[] =>
  createMarket({ seed: 3, start: START })
    .until(exchange.now())
    .filter(({ E, s }) => s === symbol && E > START);

describe('a connection ends', () => {
  test('after the life that it has, by the clock, with a close frame', async () => {
    const slow = await simulator({ seed: 3, start: START, clock, life: 90_000 });
    const first = await listen(slow, ETH);
    const code = new Promise((resolve) => first.socket.once('close', resolve));
    await clock.advance(30_000);
    const second = await listen(slow, ETH);
    await clock.advance(59_999);
    expect(first.socket.readyState).toBe(first.socket.OPEN);
    await clock.advance(1);
    expect(await code).toBe(1_001);
    expect(second.socket.readyState).toBe(second.socket.OPEN);
    await slow.close();
  });

  test('after a notice that the server shuts down; who comes after the notice stays', async () => {
    const told = [await listen(exchange, '/stream?streams=none@trade'), await listen(exchange, '/ws/none@trade')];
    const at = exchange.now();
    const done = exchange.shutDown(10_000);
    await eventually(() => told.every(({ messages }) => messages.length > 0));
    expect(told.map(({ messages }) => JSON.parse(messages[0] ?? ''))).toEqual([
      { stream: '!serverShutdown', data: { e: 'serverShutdown', E: at } },
      { e: 'serverShutdown', E: at },
    ]);
    const after = await listen(exchange, ETH);
    await clock.advance(9_999);
    expect(exchange.clients).toBe(3);
    await clock.advance(1);
    await done;
    await eventually(() => exchange.clients === 1);
    expect(after.socket.readyState).toBe(after.socket.OPEN);
  });

  test('before it begins, for the 301st attempt in five minutes; whoever goes on stays out', async () => {
    const attempt = () => listen(exchange, ETH).then(({ socket }) => socket.terminate());
    for (let i = 0; i < 300; i++) await attempt();
    await expect(attempt()).rejects.toThrow('429');
    await clock.advance(299_999);
    await expect(attempt()).rejects.toThrow('429');
    await clock.advance(1);
    await attempt();
  });
});

describe('trades are told by REST', () => {
  test('that are lost on the way: to each connection others, the same ones for the same seed', async () => {
    exchange.drop(0.1);
    const [one, two] = [await listen(exchange, ETH), await listen(exchange, ETH)];
    await clock.advance(1_000);
    const all = traded('ETHUSDT').map(({ t }) => t);
    const last = (of: typeof one) => idsOf(of.messages).length;
    await eventually(() => last(one) > 0.8 * all.length && last(two) > 0.8 * all.length);
    await new Promise((resolve) => one.socket.once('pong', resolve).ping());
    await new Promise((resolve) => two.socket.once('pong', resolve).ping());
    const lost = [one, two].map(({ messages }) => all.filter((id) => !idsOf(messages).includes(id)));
    expect(lost[0]?.length).toBeGreaterThan(0.05 * all.length);
    expect(lost[0]?.length).toBeLessThan(0.2 * all.length);
    expect(lost[0]).not.toEqual(lost[1]);
    const { body } = await get(`historicalTrades?symbol=ETHUSDT&fromId=${all[0]}&limit=1000`);
    expect(body.map(({ id }: { id: number }) => id)).toEqual(all.slice(0, 1_000));
  });

  test('of a symbol that is silent, until it heals', async () => {
    const { messages } = await listen(exchange, '/ws/ethusdt@trade/btcusdt@trade');
    exchange.silence('ETHUSDT');
    await clock.advance(1_000);
    const silent = traded('ETHUSDT').length;
    await eventually(() => messages.length === traded('BTCUSDT').length);
    expect(messages.some((text) => text.includes('ETHUSDT'))).toBe(false);
    expect((await get('trades?symbol=ETHUSDT&limit=1')).body[0].id).toBe(traded('ETHUSDT').at(-1)?.t);
    exchange.heal();
    await clock.advance(1_000);
    const again = () => messages.filter((text) => text.includes('ETHUSDT'));
    await eventually(() => again().length === traded('ETHUSDT').length - silent);
    expect(() => exchange.silence('NOSUCH')).toThrow('Invalid symbol.');
  });
});

test('a symbol is halted, and then delisted', async () => {
  const { messages } = await listen(exchange, ETH);
  await clock.advance(1_000);
  const before = traded('ETHUSDT');
  await eventually(() => messages.length === before.length);
  exchange.halt('ETHUSDT', 'BREAK');
  await clock.advance(1_000);
  const status = async (symbol: string) => (await get(`exchangeInfo?symbol=${symbol}`)).body.symbols[0].status;
  expect([await status('ETHUSDT'), await status('BTCUSDT')]).toEqual(['BREAK', 'TRADING']);
  expect((await get('ticker/price?symbol=ETHUSDT')).body.price).toBe(before.at(-1)?.p);
  expect(messages).toHaveLength(before.length);
  exchange.delist('ETHUSDT');
  expect((await get('exchangeInfo')).body.symbols.map(({ symbol }: { symbol: string }) => symbol)).not.toContain(
    'ETHUSDT',
  );
  for (const path of ['exchangeInfo', 'trades', 'ticker/price']) {
    expect((await get(`${path}?symbol=ETHUSDT`)).body).toEqual({ code: -1121, msg: 'Invalid symbol.' });
  }
  expect(exchange.symbols()).not.toContain('ETHUSDT');
});

test('REST fails, cuts, or is slow, until it heals', async () => {
  exchange.setRest({ is: 'failing', status: 503 });
  expect(await get('ping')).toMatchObject({ status: 503, body: { code: -1001 } });
  exchange.setRest({ is: 'cut' });
  await expect(get('ping')).rejects.toThrow('fetch failed');
  exchange.setRest({ is: 'slow', by: 7_000 });
  const before = clock.now();
  let answered = false;
  const slow = get('ping').finally(() => {
    answered = true;
  });
  while (!answered) await clock.advance(1_000);
  expect((await slow).status).toBe(200);
  expect(clock.now()).toBeGreaterThanOrEqual(before + 7_000);
  exchange.heal();
  expect((await get('ping')).status).toBe(200);
});

test.each([
  [403, 0],
  [451, 0],
  [401, -2014],
])('REST refuses one endpoint alone, with %d and %d, until it heals', async (status, code) => {
  exchange.setRest({ is: 'refusing', path: 'historicalTrades', status, code });
  expect(await get('historicalTrades?symbol=ETHUSDT')).toMatchObject({ status, body: { code } });
  expect((await get('aggTrades?symbol=ETHUSDT')).status).toBe(200);
  exchange.heal();
  expect((await get('historicalTrades?symbol=ETHUSDT')).status).toBe(200);
});

test('REST lags behind the streams, until it heals', async () => {
  const last = async () => (await get('trades?symbol=ETHUSDT&limit=1')).body[0].id;
  const { messages } = await listen(exchange, ETH);
  exchange.setRest({ is: 'behind', by: 100 });
  await clock.advance(1_000);
  const ids = traded('ETHUSDT').map(({ t }) => t);
  await eventually(() => messages.length === ids.length);
  const told = createMarket({ seed: 3, start: START }).until(exchange.now()).slice(0, -100);
  expect(await last()).toBe(told.findLast(({ s }) => s === 'ETHUSDT')?.t);
  expect(await last()).toBeLessThan(ids.at(-1) ?? 0);
  exchange.setRest({ is: 'up' });
  expect(await last()).toBe(ids.at(-1));
  exchange.setRest({ is: 'behind', by: 100 });
  await clock.advance(1_000);
  exchange.heal();
  expect(await last()).toBe(traded('ETHUSDT').at(-1)?.t);
});

test('misfortunes come by the clock, the same for the same seed, one delisting at most, and end', async () => {
  const fated = async (seed: number) => {
    const clock = new ManualClock();
    const exchange = await simulator({ seed: 3, start: START, clock });
    await exchange.stop();
    const told: string[] = [];
    const stop = new AbortController();
    const phases: string[] = [];
    const tell = (fault: string, phase: string) => {
      phases.push(`${fault} ${phase}`);
      if (phase === 'begins') told.push(`${clock.now()} ${fault}`);
    };
    const fate = misfortunes(exchange, { seed, clock, tell }, stop.signal);
    await clock.advance(HOUR);
    stop.abort();
    await fate;
    await exchange.close();
    return { told, phases, listed: exchange.symbols().length };
  };
  const one = await fated(1);
  expect(one).toEqual(await fated(1));
  expect(one.told).not.toEqual((await fated(2)).told);
  expect(new Set(one.told.map((line) => line.replace(/^[\d.]+ /, '').replace(/:.*/, ''))).size).toBeGreaterThan(6);
  expect(one.told.filter((line) => line.includes('delisted'))).toHaveLength(1);
  expect(one.listed).toBe(13);
  expect(one.phases).toEqual(
    one.told
      .map((line) => line.replace(/^[\d.]+ /, ''))
      .flatMap((fault) => [`${fault} begins`, ...(fault.startsWith('delisted') ? [] : [`${fault} ends`])]),
  );
});
