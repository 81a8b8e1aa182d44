/** What a client asks for, and when, by what the exchange says of its limits. Time is virtual: who sleeps is woken. */
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import { never } from '../../../src/core/never.ts';
import { addressOf } from '../../../src/exchange/client/address.ts';
import { asker } from '../../../src/exchange/client/asking.ts';
import { fields } from '../../../src/exchange/client/shape.ts';
import { marketClient } from '../../../src/exchange/client.ts';
import { answering, refusal } from '../../support/answering.ts';
import { testClock } from '../../support/clock.ts';
import { eventually, ManualClock, turn } from '../../support/manual-clock.ts';
import { recorded } from '../../support/recorded.ts';

const START = Date.UTC(2024, 7, 8, 12);
const price = { symbol: 'BTCUSDT', price: '1.0' };

test('the weight of a minute is known in advance: what has no room waits for the next one', async () => {
  const exchange = await answering(() => ({ body: [] }));
  const clock = testClock(START);
  const client = marketClient({ url: exchange.url, clock });
  // 25 each: 236 are 5,900.
  for (let n = 0; n < 236; n++) await client.trades('BTCUSDT');
  expect(clock.now()).toBe(START);
  await client.trades('BTCUSDT');
  expect(clock.now()).toBe(START + 60_000);
});

test('the weight that the exchange has counted counts, which others have used, too', async () => {
  const used = ['5895', '5899'];
  const exchange = await answering((_asked, nth) => ({
    headers: { 'x-mbx-used-weight-1m': used[nth] ?? '2' },
    body: price,
  }));
  const clock = testClock(START + 1_000);
  const client = marketClient({ url: exchange.url, clock });
  for (let n = 0; n < 2; n++) await client.tickerPrice('BTCUSDT');
  expect(clock.now()).toBe(START + 1_000);
  await client.tickerPrice('BTCUSDT');
  expect(clock.now()).toBe(START + 60_000);
});

test('of what the exchange has counted the most counts: an answer may be overtaken', async () => {
  const used = ['5899', '3'];
  const exchange = await answering((_asked, nth) => ({
    headers: { 'x-mbx-used-weight-1m': used[nth] ?? '1' },
    body: price,
  }));
  const clock = testClock(START);
  const client = marketClient({ url: exchange.url, clock });
  for (let n = 0; n < 2; n++) await client.ping();
  expect(clock.now()).toBe(START);
  await client.tickerPrice('BTCUSDT');
  expect(clock.now()).toBe(START + 60_000);
});

test('what was counted in a minute that is over says nothing of the next one', async () => {
  const held = Promise.withResolvers<ServerResponse>();
  const exchange = await answering((_asked, nth) => (nth === 0 ? { by: held.resolve } : { body: {} }));
  const clock = testClock(START);
  const client = marketClient({ url: exchange.url, clock });
  const late = client.ping();
  const response = await held.promise;
  await clock.sleep(60_000);
  await client.ping();
  response.writeHead(200, { 'x-mbx-used-weight-1m': '6000' }).end('{}');
  await late;
  await client.ping();
  expect(clock.now()).toBe(START + 60_000);
});

test('an order that is not sent, since no request is, is not counted as one', async () => {
  const exchange = await answering((_asked, nth) =>
    nth === 0 ? refusal(418, -1003, 'Banned.', { 'retry-after': '120' }) : { body: {} },
  );
  const clock = testClock(START);
  const credentials = { key: undefined, secret: undefined };
  const ask = asker({ address: addressOf(exchange.url), clock, signal: never, credentials });
  const order = { method: 'POST', path: 'order', weight: 1, as: fields({}), order: true } as const;
  for (let n = 0; n <= 95; n++) await expect(ask(order)).rejects.toThrow(WorldError);
  await clock.sleep(120_000);
  await ask(order);
  expect(exchange.asked).toHaveLength(2);
  expect(clock.now()).toBe(START + 120_000);
});

test('all clients of the process share what an address may ask for; another exchange has its own', async () => {
  const busy = await answering(() => ({ headers: { 'x-mbx-used-weight-1m': '6000' }, body: price }));
  const other = await answering(() => ({ body: price }));
  const clock = testClock(START);
  await marketClient({ url: busy.url, clock }).tickerPrice('BTCUSDT');
  await marketClient({ url: other.url, clock }).tickerPrice('BTCUSDT');
  expect(clock.now()).toBe(START);
  await marketClient({ url: busy.url, clock }).tickerPrice('BTCUSDT');
  expect(clock.now()).toBe(START + 60_000);
});

test('what is asked for at once counts before it is answered', async () => {
  const exchange = await answering(() => ({ body: [] }));
  const clock = new ManualClock(START);
  const client = marketClient({ url: exchange.url, clock });
  const all = Promise.all(Array.from({ length: 300 }, () => client.trades('BTCUSDT')));
  await eventually(() => exchange.asked.length >= 236);
  for (let n = 0; n < 50; n++) await turn();
  await clock.advance(59_999);
  expect(exchange.asked).toHaveLength(236);
  await clock.advance(1);
  await all;
  expect(exchange.asked).toHaveLength(300);
});

test('429 is waited out by its Retry-After, and asked again', async () => {
  const exchange = await answering((_asked, nth) =>
    nth === 0 ? refusal(429, -1003, 'Too much request weight used.', { 'retry-after': '17' }) : { body: price },
  );
  const clock = testClock(START);
  expect(await marketClient({ url: exchange.url, clock }).tickerPrice('BTCUSDT')).toEqual(price);
  expect(clock.now()).toBe(START + 17_000);
});

test('429 is not asked again for ever', async () => {
  const exchange = await answering(() => refusal(429, -1003, 'Too much request weight used.', { 'retry-after': '1' }));
  const client = marketClient({ url: exchange.url, clock: testClock(START) });
  await expect(client.tickerPrice('BTCUSDT')).rejects.toThrow(WorldError);
  expect(exchange.asked).toHaveLength(3);
});

describe('418', () => {
  const shut = { 'retry-after': '120' };

  test('stops every client of the process until it is over, and no request is sent', async () => {
    const exchange = await answering((_asked, nth) =>
      nth === 0 ? refusal(418, -1003, 'Way too much request weight used; IP banned.', shut) : { body: price },
    );
    const clock = testClock(START);
    const asking = () => marketClient({ url: exchange.url, clock }).tickerPrice('BTCUSDT');
    const message =
      `${exchange.url}/api/v3/ticker/price?symbol=BTCUSDT: got 418, -1003: Way too much request weight used; IP banned. ` +
      'The exchange has shut out this address for too many requests.';
    await expect(asking()).rejects.toThrow(new WorldError(message));
    await expect(asking()).rejects.toThrow(
      new WorldError(`${message} No request is sent before 2024-08-08T12:02:00.000Z.`),
    );
    await clock.sleep(119_999);
    await expect(asking()).rejects.toThrow(WorldError);
    expect(exchange.asked).toHaveLength(1);
    await clock.sleep(1);
    expect(await asking()).toEqual(price);
  });

  test('is not shortened by a clock that is set, nor lengthened', async () => {
    const exchange = await answering((_asked, nth) =>
      nth === 0 ? refusal(418, -1003, 'Banned.', shut) : { body: price },
    );
    let [now, elapsed] = [START, 0];
    const clock = { now: () => now, elapsed: () => elapsed, sleep: async () => {} };
    const asking = () => marketClient({ url: exchange.url, clock }).tickerPrice('BTCUSDT');
    await expect(asking()).rejects.toThrow(WorldError);
    [now, elapsed] = [START + 86_400_000, 119_999];
    await expect(asking()).rejects.toThrow('No request is sent before 2024-08-09T12:00:00.001Z.');
    [now, elapsed] = [START - 86_400_000, 120_000];
    expect(await asking()).toEqual(price);
  });

  test('lasts as long as the exchange says in words, where it says nothing else', async () => {
    const until = START + 300_000;
    const exchange = await answering((_asked, nth) =>
      nth === 0 ? refusal(418, -1003, `Way too much request weight used; IP banned until ${until}.`) : { body: price },
    );
    const clock = testClock(START);
    const asking = () => marketClient({ url: exchange.url, clock }).tickerPrice('BTCUSDT');
    await expect(asking()).rejects.toThrow(WorldError);
    await clock.sleep(299_999);
    await expect(asking()).rejects.toThrow('No request is sent before 2024-08-08T12:05:00.000Z.');
    await clock.sleep(1);
    expect(await asking()).toEqual(price);
  });
});

test('403 stops everybody, too: the firewall counts what comes after', async () => {
  const exchange = await answering(() => ({ status: 403, body: '<html>403 Forbidden</html>' }));
  const client = marketClient({ url: exchange.url, clock: testClock(START) });
  await expect(client.ping()).rejects.toThrow('got 403 <html>403 Forbidden</html>');
  await expect(client.ping()).rejects.toThrow('No request is sent before 2024-08-08T12:05:00.000Z.');
  expect(exchange.asked).toHaveLength(1);
});

const errors = recorded('errors');
describe.skipIf(errors === undefined)('errors as Binance wrote them (skipped where shared/data/rest is absent)', () => {
  const all: readonly { status: number; body: string }[] = JSON.parse(errors ?? '[]');
  test.each(all)('$status $body', async ({ status, body }) => {
    const exchange = await answering(() => ({ status, body }));
    const failed = marketClient({ url: exchange.url, clock: testClock(START) }).ping();
    const { code, msg } = JSON.parse(body);
    const kind = status === 429 || status === 418 ? 'WORLD' : 'CONFIG';
    await expect(failed).rejects.toMatchObject({
      code: kind,
      message: expect.stringContaining(`${status}, ${code}: ${msg}`),
    });
  });
});
