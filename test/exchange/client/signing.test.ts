import { generateKeyPairSync, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Signer, signatureOf } from '../../../src/exchange/client/signing.ts';
import { marketClient } from '../../../src/exchange/client.ts';
import { answering } from '../../support/answering.ts';
import { testClock } from '../../support/clock.ts';
import { eventually, ManualClock, turn } from '../../support/manual-clock.ts';
import { KEY, SECRET, signedExchange } from '../../support/signed.ts';

afterEach(() => vi.unstubAllEnvs());

const QUERY =
  'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559';

describe('a query is signed', () => {
  test('as in the example of the documentation of Binance', async () => {
    const signature = 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71';
    expect(signatureOf(QUERY, SECRET)).toBe(signature);
    const signer = new Signer(
      { key: KEY, secret: SECRET },
      testClock(1_499_827_319_559),
      async () => 1_499_827_319_559,
    );
    const order = QUERY.replace(/&recvWindow.*/, '');
    expect(signer.sign(`?${order}`, await signer.aheadBy())).toEqual({
      query: `?${QUERY}&signature=${signature}`,
      headers: { 'X-MBX-APIKEY': KEY },
    });
  });

  test('by a private key, Ed25519 or RSA', () => {
    const edwards = generateKeyPairSync('ed25519');
    const pem = (key: typeof edwards.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const by = signatureOf(QUERY, pem(edwards.privateKey));
    expect(verify(null, Buffer.from(QUERY), edwards.publicKey, Buffer.from(by, 'base64'))).toBe(true);
    const blank = `\n ${pem(edwards.privateKey)}`;
    expect(signatureOf(QUERY, blank)).toBe(by);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const other = signatureOf(QUERY, pem(rsa.privateKey));
    expect(verify('sha256', Buffer.from(QUERY), rsa.publicKey, Buffer.from(other, 'base64'))).toBe(true);
  });
});

test('a secret may have a line end behind it, as in a file', () => {
  expect(signatureOf(QUERY, `${SECRET}\r\n`)).toBe(signatureOf(QUERY, SECRET));
});

test.each([
  ['of another kind', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'is a private key of the kind ec'],
  ['that signs otherwise', generateKeyPairSync('ed448').privateKey, 'is a private key of the kind ed448'],
])('a private key %s is refused', (_what, key, why) => {
  expect(() => signatureOf(QUERY, key.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow(
    `BINANCE_SECRET ${why}, wanted Ed25519 or RSA.`,
  );
});

test('a private key that cannot be read is told without it', () => {
  const broken = '-----BEGIN PRIVATE KEY-----\nhidden\n-----END PRIVATE KEY-----';
  expect(() => signatureOf(QUERY, broken)).toThrow(
    'BINANCE_SECRET begins as a private key does, and cannot be read as one.',
  );
});

const ORDERS = { body: [] };

describe('a signed call', () => {
  test('is sent with the time of the exchange, which is asked once in half an hour', async () => {
    const clock = testClock(1_000_000_000);
    const exchange = await signedExchange(
      () => clock.now() + 86_400_000,
      () => ORDERS,
    );
    const client = marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET });
    for (let n = 0; n < 3; n++) expect(await client.openOrders()).toEqual([]);
    await clock.sleep(30 * 60_000);
    await client.openOrders();
    expect(exchange.paths().map((path) => path.split('?')[0])).toEqual([
      ...['time', 'openOrders', 'openOrders', 'openOrders'],
      ...['time', 'openOrders'],
    ]);
  });

  test('asks the exchange for its time again where the clocks have parted', async () => {
    let ahead = 0;
    const clock = testClock(1_000_000_000);
    const exchange = await signedExchange(
      () => clock.now() + ahead,
      () => ORDERS,
    );
    const client = marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET });
    await client.openOrders();
    ahead = 60_000;
    expect(await client.openOrders()).toEqual([]);
    expect(exchange.asked).toHaveLength(5);
  });

  test('is not signed until it may be sent, so that it is not late when it has waited', async () => {
    const clock = testClock(Date.UTC(2024, 7, 8, 12));
    const exchange = await signedExchange(
      () => clock.now(),
      () => ORDERS,
    );
    const client = marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET });
    for (let n = 0; n < 75; n++) await client.openOrders(); // 80 each, and 5,900 a minute
    expect(clock.now()).toBe(Date.UTC(2024, 7, 8, 12, 1));
    expect(exchange.asked.filter(({ path }) => path === 'time')).toHaveLength(1);
  });

  test('is one of many at once, which fill a minute and ask for the time once', async () => {
    const clock = new ManualClock(Date.UTC(2024, 7, 8, 12));
    const exchange = await signedExchange(
      () => clock.now(),
      () => ORDERS,
    );
    const client = marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET });
    const all = Promise.all(Array.from({ length: 295 }, () => client.allOrders('BTCUSDT'))); // 20 each: 5,900
    await eventually(() => exchange.asked.length === 295);
    for (let n = 0; n < 50; n++) await turn();
    expect(exchange.paths().filter((path) => path === 'time')).toHaveLength(1);
    await clock.advance(60_000);
    expect(await all).toEqual(Array.from({ length: 295 }, () => []));
    expect(exchange.asked).toHaveLength(296);
  });

  test('asks for the time again where that has failed', async () => {
    const clock = testClock();
    let failures = 0;
    const exchange = await answering(({ path }) => {
      if (path !== 'time') return ORDERS;
      return failures++ < 3 ? { status: 503, body: '' } : { body: { serverTime: clock.now() } };
    });
    const client = marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET });
    await expect(client.openOrders()).rejects.toThrow('/api/v3/time: got 503');
    expect(await client.openOrders()).toEqual([]);
  });

  test('goes by the middle of the time that it took to hear the exchange', async () => {
    const clock = testClock(1_000_000);
    const serverTime = async () => {
      await clock.sleep(3_000);
      return 2_000_000;
    };
    const signer = new Signer({ key: KEY, secret: SECRET }, clock, serverTime);
    const { query } = signer.sign('', await signer.aheadBy());
    expect(query).toContain('&timestamp=2001500&'); // 3,000 later than asked for, read 1,500 later
  });

  test('takes its credentials from BINANCE_KEY and BINANCE_SECRET', async () => {
    vi.stubEnv('BINANCE_KEY', KEY);
    vi.stubEnv('BINANCE_SECRET', SECRET);
    const clock = testClock();
    const exchange = await signedExchange(
      () => clock.now(),
      () => ORDERS,
    );
    expect(await marketClient({ url: exchange.url, clock }).openOrders()).toEqual([]);
  });

  test.each([
    [{}, 'there is no key'],
    [{ key: KEY }, 'there is no secret'],
    [{ key: `${KEY}\n`, secret: SECRET }, 'BINANCE_KEY has characters that no key has'],
  ])('is refused without credentials: %#', async (credentials, why) => {
    vi.stubEnv('BINANCE_KEY', '');
    vi.stubEnv('BINANCE_SECRET', '');
    const exchange = await answering(() => ORDERS);
    const client = marketClient({ url: exchange.url, clock: testClock(), ...credentials });
    await expect(client.openOrders()).rejects.toMatchObject({
      code: 'CONFIG',
      message: `This asks for an account, and ${why}: set BINANCE_KEY and BINANCE_SECRET.`,
    });
    expect(exchange.asked).toEqual([]);
  });

  test.each([
    ['a wrong secret', { secret: `${SECRET}x` }, 'Check BINANCE_SECRET: it must belong to BINANCE_KEY.'],
    ['a wrong key', { key: 'other' }, 'Check BINANCE_KEY and BINANCE_SECRET, what the key may do'],
  ])('with %s says what to check, once', async (_what, wrong, message) => {
    const clock = testClock();
    const exchange = await signedExchange(
      () => clock.now(),
      () => ORDERS,
    );
    const client = marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET, ...wrong });
    await expect(client.openOrders()).rejects.toThrow(message);
    expect(exchange.asked).toHaveLength(2);
  });

  test.each([
    ['no JSON', '{"balances":[{"asset":"BTC","free":"41.5"', 'got 200, wanted JSON: look what stands at that address.'],
    ['a field', [{ symbol: 'BTC41.5' }], '[0].orderId is missing, wanted a whole number.'],
    ['a text', [{ symbol: 'BTC', orderId: '41.5' }], '[0].orderId is a string, wanted a whole number.'],
    ['null', [{ symbol: null, orderId: '41.5' }], '[0].symbol is null, wanted a text.'],
    ['a list', [{ symbol: ['41.5'] }], '[0].symbol is an array, wanted a text.'],
  ])('tells of an answer that is none its place and its kind alone: %s', async (_what, body, why) => {
    const clock = testClock();
    const exchange = await signedExchange(
      () => clock.now(),
      () => ({ body }),
    );
    const client = marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET });
    const failed = await client.openOrders().catch((thrown: unknown) => thrown as Error);
    expect((failed as Error).message).toBe(`GET ${exchange.url}/api/v3/openOrders: ${why}`);
    expect(inspect(failed, { depth: 9 })).not.toContain('41.5');
  });

  test.each([
    ['an answer that is none', { body: '<html>' }],
    ['an answer of another shape', { body: [{ symbol: 1 }] }],
    ['a refusal', { status: 400, body: { code: -1100, msg: 'Illegal characters found.' } }],
    ['a cut connection', { by: (response: { destroy(): void }) => response.destroy() }],
    ['a firewall', { status: 403, body: 'no' }],
  ])('that fails by %s tells neither secret, nor key, nor signature', async (_what, answer) => {
    const clock = testClock();
    const exchange = await signedExchange(
      () => clock.now(),
      () => answer,
    );
    const client = marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET });
    const failed: unknown = await client.openOrders('BTCUSDT').catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(Error);
    const told = inspect(failed, { depth: 9 });
    expect(told).toContain(`GET ${exchange.url}/api/v3/openOrders`);
    const signature = exchange.paths().at(-1)?.split('signature=')[1] ?? '';
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    for (const one of [SECRET, KEY, signature, 'timestamp=']) expect(told).not.toContain(one);
  });
});
