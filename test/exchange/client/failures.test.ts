/** An exchange that does not answer, or not as it should. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import { marketClient } from '../../../src/exchange/client.ts';
import { type Answer, answering, refusal } from '../../support/answering.ts';
import { testClock } from '../../support/clock.ts';

afterEach(() => vi.restoreAllMocks());

const price = { symbol: 'BTCUSDT', price: '1.0' };
const priceAt = (url: string) => marketClient({ url, clock: testClock() }).tickerPrice('BTCUSDT');
const cut: Answer = { by: (response) => response.destroy() };

test.each<[string, Answer]>([
  ['a cut connection', cut],
  [
    'an answer that ends amid itself',
    { by: (response) => void response.write('{"symbol":', () => response.destroy()) },
  ],
  ['500', refusal(500, -1000, 'An unknown error occurred while processing the request.')],
  ['502 from whoever stands before it', { status: 502, body: '<html>502 Bad Gateway</html>' }],
  ['503', { status: 503, body: '' }],
  ['its own time-out', refusal(408, -1007, 'Timeout waiting for response from backend server.')],
])('%s is asked again, and told when it does not pass', async (_what, answer) => {
  const passing = await answering((_asked, nth) => (nth < 2 ? answer : { body: price }));
  expect(await priceAt(passing.url)).toEqual(price);
  const lasting = await answering(() => answer);
  const failed: unknown = await priceAt(lasting.url).catch((thrown: unknown) => thrown);
  expect(failed).toBeInstanceOf(WorldError);
  expect((failed as WorldError).message).toMatch(/^http:.*\/api\/v3\/ticker\/price\?symbol=BTCUSDT: .+/);
  expect(lasting.asked).toHaveLength(3);
});

test('nobody is there', async () => {
  await expect(priceAt('http://127.0.0.1:1')).rejects.toThrow(WorldError);
});

describe('an answer that is none is told with what it is:', () => {
  test.each([
    ['a page', '<html>Login</html>', ': got 200 <html>Login</html>, wanted JSON: look what stands at that address.'],
    ['nothing', '', ': got 200, wanted JSON: look what stands at that address.'],
    ['half of one', '{"symbol":"BTC', ': got 200 {"symbol":"BTC, wanted JSON: look what stands at that address.'],
    ['a list', '[]', ': symbol is missing, wanted a text. Got 200 []'],
    ['null', 'null', ': the answer is null, wanted an object. Got 200 null'],
    ['a price as a number', '{"symbol":"A","price":1.5}', ': price is 1.5, wanted a decimal string such as "0.05".'],
    ['a price that is none', '{"symbol":"A","price":"NaN"}', ': price is "NaN", wanted a decimal string such as'],
    ['what a terminal would obey', '\u001b[31m', ': got 200 ·[31m, wanted JSON'],
  ])('%s', async (_what, body, message) => {
    const exchange = await answering(() => ({ body }));
    const failed: unknown = await priceAt(exchange.url).catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(WorldError);
    expect((failed as WorldError).message).toContain(`ticker/price?symbol=BTCUSDT${message}`);
    expect(exchange.asked).toHaveLength(1);
  });

  test('a field within a list by its place', async () => {
    const exchange = await answering(() => ({ body: [price, { symbol: 'ETHBTC' }] }));
    const client = marketClient({ url: exchange.url, clock: testClock() });
    await expect(client.tickerPrice()).rejects.toThrow('[1].price is missing, wanted a decimal string such as "0.05".');
  });

  test('a list that is nested too deeply to be anything, in few words', async () => {
    const exchange = await answering(() => ({ body: `${'['.repeat(100_000)}${']'.repeat(100_000)}` }));
    const failed: unknown = await priceAt(exchange.url).catch((thrown: unknown) => thrown);
    expect((failed as WorldError).message.length).toBeLessThan(400);
  });
});

test('an answer of more than 64 MiB is read no further', async () => {
  let sent = 0;
  const exchange = await answering(() => ({
    by: (response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(2 ** 20, 32))) sent++;
        response.once('drain', more);
      };
      more();
    },
  }));
  await expect(priceAt(exchange.url)).rejects.toThrow('more than 67108864 bytes');
  expect(sent).toBeLessThan(3 * 200);
}, 30_000);

test('who sends us elsewhere is not followed', async () => {
  const elsewhere = await answering(() => ({ body: price }));
  const exchange = await answering(() => ({ status: 302, headers: { location: elsewhere.url }, body: '' }));
  await expect(priceAt(exchange.url)).rejects.toThrow('got 302. Wanted an answer of the exchange');
  expect(elsewhere.asked).toEqual([]);
});

test('a wrong parameter is for the user to put right, and not asked again', async () => {
  const exchange = await answering(() => refusal(400, -1121, 'Invalid symbol.'));
  await expect(priceAt(exchange.url)).rejects.toMatchObject({
    code: 'CONFIG',
    exchangeCode: -1121,
    message:
      `${exchange.url}/api/v3/ticker/price?symbol=BTCUSDT: got 400, -1121: Invalid symbol. ` +
      'It does not know BTCUSDT. Wanted one that `millrace market symbols` lists.',
  });
  expect(exchange.asked).toHaveLength(1);
});

test('what is not there is not asked for again', async () => {
  const exchange = await answering(() => refusal(404, -1000, 'There is no such endpoint here.'));
  await expect(priceAt(exchange.url)).rejects.toMatchObject({ code: 'CONFIG' });
  expect(exchange.asked).toHaveLength(1);
});

test('an exchange that never answers is given 10 seconds each time', async () => {
  const patience = () => AbortSignal.abort(new DOMException('waited long enough', 'TimeoutError'));
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(patience);
  const exchange = await answering(() => ({ by: () => {} }));
  await expect(priceAt(exchange.url)).rejects.toThrow('waited long enough');
  expect(timeout.mock.calls).toEqual([[10_000], [10_000], [10_000]]);
});

test('who stops is not kept waiting, and hears the reason', async () => {
  const stop = new AbortController();
  const exchange = await answering(() => ({ by: () => stop.abort(new Error('enough')) }));
  const client = marketClient({ url: exchange.url, clock: testClock(), signal: stop.signal });
  await expect(client.ping()).rejects.toThrow('enough');
  await expect(client.ping()).rejects.toThrow('enough');
  expect(exchange.asked).toHaveLength(1);
});
