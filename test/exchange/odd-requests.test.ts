import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Exchange } from '../../src/exchange/simulator/exchange.ts';
import { Faults } from '../../src/exchange/simulator/faults.ts';
import { Account } from '../../src/exchange/simulator/paper/account.ts';
import { Rest } from '../../src/exchange/simulator/rest.ts';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import { ManualClock } from '../support/manual-clock.ts';

let exchange: Simulator;
beforeAll(async () => {
  exchange = await simulator({ seed: 3, start: Date.UTC(2024, 7, 8, 12), clock: new ManualClock() });
});
afterAll(() => exchange.close());

/** What the exchange answers to bytes that no client of ours would send. */
async function ask(target: string, more = ''): Promise<string> {
  const socket = connect(Number(new URL(exchange.restUrl).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${more}\r\n`);
  return text(socket);
}
const isWell = async () => (await fetch(`${exchange.restUrl}/api/v3/ping`)).status === 200;

describe('the exchange answers and goes on, whatever is asked:', () => {
  test.each([
    ['/api/v3/ping?%', 400],
    ['/api/v3/ping?%E0%A4%A', 400],
    ['/api/v3/ticker/price?symbol=%', 400],
    ['/api/v3/ticker/price?symbol=%E0%A4%A', 400],
    ['/api/v3/ticker/price?symbol=%00', 400],
    ['/api/v3/ticker/price?symbol=ETHUSDT%0d%0a', 400],
    ['/api/v3/ticker/price?symbols=%5B%22ETHUSDT%22%2C%5D', 400],
    ['/api/v3/ticker/price?symbols=[]', 400],
    ['/api/v3/ticker/price?symbol=__proto__', 400],
    ['/api/v3/ticker/price?symbol=constructor', 400],
    ['/api/v3/trades?symbol=ETHUSDT&limit=99999999999999999999', 200],
    ['/api/v3/historicalTrades?symbol=ETHUSDT&fromId=99999999999999999999', 200],
    ['/api/v3/klines?symbol=ETHUSDT&interval=1m&startTime=9&endTime=1', 200],
    ['/api/v3/%70ing', 404],
    ['/api/v3/%zz', 404],
    ['/api/v3/ping/', 404],
    ['/api/v3/../v3/ping', 200],
    ['/__proto__', 404],
    ['//', 404],
    ['//[', 404],
    ['http://[', 404],
    ['*', 404],
  ])('%s', async (target, status) => {
    const answer = await ask(target);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const body = answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
    if (status !== 200) expect(JSON.parse(body)).toEqual({ code: expect.any(Number), msg: expect.any(String) });
    expect(await isWell()).toBe(true);
  });

  test('any path and any parameters', async () => {
    const piece = fc.constantFrom('%', '%E0', '/', '//', '?', '&', '=', 'symbol', 'ETHUSDT', '[', '"', '#', '\\', ':@');
    const odd = fc.array(fc.oneof(piece, fc.string({ unit: 'grapheme' })), { maxLength: 8 });
    const target = fc
      .tuple(fc.constantFrom('/', '/api/v3/ticker/price', '/api/v3/klines', '/api/v3/trades?symbol='), odd)
      .map(([path, pieces]) => `${path}${pieces.join('')}`.replaceAll(/[\s\p{Cc}]/gu, ''));
    await fc.assert(
      fc.asyncProperty(target, async (target) => {
        expect(await ask(target)).toMatch(/^HTTP\/1\.1 (200|400|404) /);
      }),
      { numRuns: 150 },
    );
    expect(await isWell()).toBe(true);
  });

  test('also what it cannot answer', async () => {
    const exchange = new Exchange({
      listings: [],
      seed: 1,
      account: new Account({ start: new Map(), fee: 0n }),
      now: () => {
        throw new RangeError('no time');
      },
    });
    const closed = new AbortController().signal;
    const broken = new Rest({
      exchange,
      faults: new Faults(),
      clock: new ManualClock(),
      closed,
      credentials: { key: '', secret: '' },
      speed: 1,
    });
    const server = createServer((request, response) => void broken.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/v3/time`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ code: -1000, msg: 'An unknown error: RangeError: no time.' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('to be upgraded to odd streams', async () => {
    const upgrade =
      'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
    for (const target of ['/ws/%', '/ws/%E0%A4', '//[', '/ws/', 'http://[', '/ws/__proto__%']) {
      const answer = await ask(target, upgrade.replace('websocket\r\n', 'websocket\r\nconnection: upgrade\r\n'));
      expect(answer, target).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(await isWell()).toBe(true);
  });
});
