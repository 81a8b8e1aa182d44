import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import { type Listener, listen } from '../support/listen.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);

let clock: ManualClock;
let exchange: Simulator;
beforeEach(async () => {
  clock = new ManualClock(1_000);
  exchange = await simulator({ seed: 3, start: START, clock });
});
afterEach(() => exchange.close());

/** What the exchange answers next to a message; a second goes by first, so that no limit is met. */
async function ask({ socket, messages }: Listener, message: object | string): Promise<unknown> {
  await clock.advance(1_000);
  const answers = () => messages.map((text) => JSON.parse(text)).filter((answer) => 'result' in answer || answer.error);
  const before = answers().length;
  socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  await eventually(() => answers().length > before);
  return answers().at(-1);
}
const subscribe = (params: unknown, id: unknown = 1) => ({ method: 'SUBSCRIBE', params, id });

describe('a connection to the simulated exchange', () => {
  test('subscribes and unsubscribes while it stands', async () => {
    const client = await listen(exchange, '/ws');
    expect(await ask(client, subscribe(['ethusdt@trade', 'btcusdt@trade']))).toEqual({ result: null, id: 1 });
    expect(await ask(client, { method: 'LIST_SUBSCRIPTIONS', id: 'two' })).toEqual({
      result: ['ethusdt@trade', 'btcusdt@trade'],
      id: 'two',
    });
    expect(await ask(client, { method: 'UNSUBSCRIBE', params: ['btcusdt@trade', 'never@trade'], id: null })).toEqual({
      result: null,
      id: null,
    });
    const from = exchange.now();
    client.messages.length = 0;
    await clock.advance(2_000);
    const sent = createMarket({ seed: 3, start: START }).until(exchange.now());
    const eth = sent.filter(({ E, s }) => s === 'ETHUSDT' && E > from);
    await eventually(() => client.messages.length === eth.length);
    expect(client.messages).toEqual(eth.map((trade) => JSON.stringify(trade)));
  });

  test('may have its events wrapped or bare, and its times in microseconds', async () => {
    const client = await listen(exchange, '/stream?timeUnit=MICROSECOND');
    expect(await ask(client, { method: 'GET_PROPERTY', params: ['combined'], id: 1 })).toEqual({ result: true, id: 1 });
    await ask(client, { method: 'SET_PROPERTY', params: ['combined', false], id: 2 });
    await ask(client, subscribe(['ethusdt@trade']));
    client.messages.length = 0;
    await clock.advance(5_000);
    await eventually(() => client.messages.length > 0);
    const trade = JSON.parse(client.messages[0] ?? '');
    expect(Object.keys(trade)).toEqual(['e', 'E', 's', 't', 'p', 'q', 'T', 'm', 'M']);
    expect(trade.T).toBeGreaterThan(START * 1_000);
  });

  test.each([
    ['{"method":', { code: 3, msg: 'Invalid JSON: expected value at line 1 column 1' }],
    [{ id: 1 }, { code: 2, msg: 'Invalid request: missing field `method` at line 1 column 8' }],
    [
      { method: 'BUY', id: 1 },
      {
        code: 2,
        msg:
          'Invalid request: unknown variant `BUY`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, ' +
          '`LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 15',
      },
    ],
    [{ method: 'LIST_SUBSCRIPTIONS' }, { code: 2, msg: 'Invalid request: request ID must be an unsigned integer' }],
    [subscribe(['a@trade'], 'x'.repeat(37)), { code: 2 }],
    [subscribe(['a@trade'], 1.5), { code: 2 }],
    [subscribe(undefined), { code: 2 }],
    [subscribe([]), { code: 2 }],
    [subscribe([7]), { code: 2 }],
    [
      { method: 'LIST_SUBSCRIPTIONS', params: ['x'], id: 1 },
      { code: 2, msg: 'Invalid request: too many parameters' },
    ],
    [
      { method: 'SET_PROPERTY', params: [true], id: 1 },
      { code: 2, msg: 'Invalid request: property name must be a string' },
    ],
    [
      { method: 'SET_PROPERTY', params: ['combined', 'yes'], id: 1 },
      { code: 1, msg: 'Invalid value type: expected Boolean' },
    ],
    [
      { method: 'SET_PROPERTY', params: ['other', true], id: 1 },
      { code: 0, msg: 'Unknown property' },
    ],
    [
      { method: 'GET_PROPERTY', params: ['other'], id: 1 },
      { code: 0, msg: 'Unknown property' },
    ],
  ])('is told what is wrong with %o', async (message, error) => {
    const client = await listen(exchange, '/ws/ethbtc@trade');
    expect(await ask(client, message)).toMatchObject({ error });
    expect(await ask(client, { method: 'LIST_SUBSCRIPTIONS', id: 1 })).toMatchObject({ result: ['ethbtc@trade'] });
  });

  test('has 1,024 streams and no more, and stands when it asks for more', async () => {
    const names = (n: number) => Array.from({ length: n }, (_, i) => `symbol${i}@trade`);
    const client = await listen(exchange, '/ws');
    expect(await ask(client, subscribe(names(1_025)))).toMatchObject({ error: { code: 2 } });
    expect(await ask(client, subscribe(names(1_024)))).toMatchObject({ result: null });
    expect(await ask(client, subscribe(['one@trade']))).toMatchObject({ error: { code: 2 } });
    expect(await ask(client, subscribe(names(3)))).toMatchObject({ result: null });
    await expect(
      listen(exchange, `/stream?streams=${Array.from({ length: 1_025 }, (_, i) => i).join('/')}`),
    ).rejects.toThrow('400');
  });

  test('is cut off for pings and pongs as for requests, beyond 5 in a second', async () => {
    const { socket } = await listen(exchange, '/ws');
    for (let i = 0; i < 3; i++) {
      socket.ping();
      socket.pong();
    }
    await eventually(() => socket.readyState === socket.CLOSED);
    expect(exchange.clients).toBe(0);
  });
});
