/** Goal: what is written twice is bought once, what cannot be bought is data, and nobody buys by accident. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import type { Output, Writer } from '../../src/core/sink.ts';
import { minutes } from '../../src/core/time.ts';
import { marketClient } from '../../src/exchange/client.ts';
import type { RestState } from '../../src/exchange/simulator/faults.ts';
import type { Simulator } from '../../src/exchange/simulator/simulator.ts';
import { buy, type MarketOrder, sell } from '../../src/market/order.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { refuseAccident } from '../../src/sinks/orders/accident.ts';
import { orders } from '../../src/sinks/orders.ts';
import { hastyClock } from '../support/clock.ts';
import { testContext } from '../support/context.ts';
import { closing, exchangeOf } from '../support/exchange.ts';

let exchange: Simulator;
let client: ReturnType<typeof marketClient>;
beforeEach(async () => {
  exchange = await exchangeOf({ start: Date.now(), speed: 1, paper: { balances: { USDT: '10000' } } });
  vi.stubEnv('BINANCE_REST', exchange.restUrl);
  vi.stubEnv('BINANCE_KEY', exchange.paper.key);
  vi.stubEnv('BINANCE_SECRET', exchange.paper.secret);
  vi.stubEnv('BINANCE_LIVE', undefined);
  client = marketClient({ clock: systemClock });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function open(options: Parameters<typeof orders>[0] = { live: true }): Promise<Writer<MarketOrder>> {
  const writer = await orders(options).open(testContext({ clock: hastyClock() }));
  closing.push(writer);
  return writer;
}
const outputs = (...values: readonly MarketOrder[]): readonly Output<MarketOrder>[] =>
  values.map((value, i) => ({ id: `bot/rows/${i}/0`, value }));
const taken = async (symbol = 'BTCUSDT') =>
  (await client.allOrders(symbol)).map(({ side, origQty, status }) => `${side} ${origQty} ${status}`);
const now = () => exchange.now();

/** Each order that is sent from now on finds the exchange like this. */
function whenSent(state: RestState): void {
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    const isOrder = init?.method === 'POST';
    if (isOrder) exchange.setRest(state);
    return real(url, init).finally(() => isOrder && exchange.heal());
  });
}

test('orders are taken once, in whole lots, however often they are written', async () => {
  const group = outputs(buy('BTCUSDT', 0.010_009_99, now()), sell('BTCUSDT', 0.01 * 0.999, now()));
  expect(await (await open()).write(group)).toEqual([]);
  expect(await (await open()).write(group)).toEqual([]);
  expect(await taken()).toEqual(['BUY 0.01000000 FILLED', 'SELL 0.00999000 FILLED']);
  const names = (await client.allOrders('BTCUSDT')).map(({ clientOrderId }) => clientOrderId);
  expect(new Set(names.filter((name) => /^[\w-]{32}$/.test(name))).size).toBe(2);
});

test('another order under an id that was there before is another one', async () => {
  await (await open()).write(outputs(buy('BTCUSDT', 0.01, now())));
  await (await open()).write(outputs(sell('BTCUSDT', 0.005, now())));
  expect(await taken()).toEqual(['BUY 0.01000000 FILLED', 'SELL 0.00500000 FILLED']);
});

test('what is refused about an order sets it aside, and the others are taken', async () => {
  const group = outputs(
    buy('BTCUSDT', 1, now()),
    buy('ETHUSDT', 0.1, now()),
    sell('LTCUSDT', 3, now()),
    buy('BTCUSDT', 0.000_01, now()),
    buy('BTCUSDT', 0.000_001, now()),
    buy('BTCUSDT', Number.NaN, now()),
    buy('NOPEUSDT', 1, now()),
    buy('no symbol', 1, now()),
    buy('ETHUSDT', 0.1, now() - minutes(6)),
  );
  const refused = (await (await open()).write(group)) ?? [];
  expect(refused.map(({ index, reason, detail }) => `${index} ${reason}: ${detail}`)).toEqual([
    expect.stringMatching(/^0 refused: .*-2010: Account has insufficient balance/),
    expect.stringMatching(/^2 refused: .*-2010: Account has insufficient balance/),
    expect.stringMatching(/^3 refused: The order is not sent: NOTIONAL: price × quantity, 0\.6.* is too small/),
    '4 refused: The order is not sent: quantity 0.000001 is less than a lot.',
    '5 refused: The order is not sent: quantity is NaN, wanted a number above 0.',
    expect.stringMatching(/^6 refused: .*NOPEUSDT|^6 refused: .*-1121/),
    expect.stringMatching(/^7 refused: The symbol is "no symbol"/),
    expect.stringMatching(/^8 refused: it was decided at .* wanted: at most 300000 ms ago$/),
  ]);
  expect(await taken('ETHUSDT')).toEqual(['BUY 0.10000000 FILLED']);
  expect(await taken('BTCUSDT')).toEqual([]);
});

test('an old order that was taken is not set aside when it is written again', async () => {
  const group = outputs(buy('BTCUSDT', 0.01, now()));
  await (await open()).write(group);
  expect(await (await open({ live: true, within: 0 })).write(group)).toEqual([]);
});

test('an order whose answer was lost is asked for, and not sent again', async () => {
  whenSent({ is: 'losing' });
  expect(await (await open()).write(outputs(buy('BTCUSDT', 0.01, now())))).toEqual([]);
  expect(await taken()).toEqual(['BUY 0.01000000 FILLED']);
});

test('an order whose answer cannot be read is asked for, and not sent again', async () => {
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    const response = await real(url, init);
    return init?.method === 'POST' ? new Response('<html>', { status: response.status }) : response;
  });
  expect(await (await open()).write(outputs(buy('BTCUSDT', 0.01, now())))).toEqual([]);
  expect(await taken()).toEqual(['BUY 0.01000000 FILLED']);
});

test('an order that never got there is for the runtime to write again', async () => {
  const group = outputs(buy('BTCUSDT', 0.01, now()));
  whenSent({ is: 'failing', status: 503 });
  await expect((await open()).write(group)).rejects.toThrow(WorldError);
  expect(await taken()).toEqual([]);
  vi.restoreAllMocks();
  expect(await (await open()).write(group)).toEqual([]);
  expect(await taken()).toEqual(['BUY 0.01000000 FILLED']);
});

test('unless they are meant, orders are only tried', async () => {
  const group = outputs(buy('BTCUSDT', 0.01, now()), buy('BTCUSDT', 0.000_01, now()));
  expect(await (await open({})).write(group)).toMatchObject([{ index: 1, reason: 'refused' }]);
  expect(await taken()).toEqual([]);
});

test('a key that is refused ends the pipeline before the first order', async () => {
  vi.stubEnv('BINANCE_SECRET', 'another');
  await expect(open()).rejects.toThrow(/-1022.*Check BINANCE_SECRET/);
  vi.stubEnv('BINANCE_KEY', '');
  await expect(open()).rejects.toThrow(/there is no key: set BINANCE_KEY/);
});

test.each(['http://127.0.0.1:9443', 'http://localhost:1', 'http://[::1]:9443/'])('no money is real at %s', (url) => {
  expect(refuseAccident(url)).toBeUndefined();
});

test.each([
  ['https://api.binance.com', undefined],
  ['https://api.binance.com', 'true'],
  ['https://api.binance.com', 'testnet.binance.vision'],
  ['https://127.0.0.1.example.com', '127.0.0.1'],
  ['http://10.0.0.1:9443', '10.0.0.1'],
])('at %s orders are not meant by accident, with BINANCE_LIVE=%s', async (url, word) => {
  vi.stubEnv('BINANCE_LIVE', word);
  const fetched = vi.spyOn(globalThis, 'fetch');
  await expect(open({ live: true, url })).rejects.toThrow(PipelineError);
  expect(fetched).not.toHaveBeenCalled();
});

test('BINANCE_LIVE names the exchange at which orders are meant', () => {
  expect(refuseAccident('https://api.binance.com', 'api.binance.com')).toBeUndefined();
  expect(refuseAccident('http://10.0.0.1:9443', '10.0.0.1:9443')).toBeUndefined();
  vi.stubEnv('BINANCE_REST', undefined);
  expect(() => refuseAccident(undefined, undefined)).toThrow(/would trade at api.binance.com.*BINANCE_LIVE=api/);
});
