import { afterEach, describe, expect, test, vi } from 'vitest';
import { addressOf } from '../../../src/exchange/client/address.ts';
import { marketClient } from '../../../src/exchange/client.ts';
import { testClock } from '../../support/clock.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('where the exchange is asked', () => {
  test('is Binance, whose hosts stand in for one another, where nothing else is said', () => {
    vi.stubEnv('BINANCE_REST', undefined);
    vi.stubEnv('BINANCE_WS', undefined);
    const { bases, service, dataOnly } = addressOf();
    expect(bases).toEqual(
      ['api', 'api-gcp', 'api1', 'api2', 'api3', 'api4'].map((name) => `https://${name}.binance.com/`),
    );
    expect({ service, dataOnly }).toEqual({ service: 'binance', dataOnly: false });
  });

  test('is what BINANCE_REST says, and that alone', () => {
    vi.stubEnv('BINANCE_REST', 'https://data-api.binance.vision');
    const vision = { bases: ['https://data-api.binance.vision/'], service: 'binance', dataOnly: true };
    expect(addressOf()).toEqual(vision);
    const own = { bases: ['http://127.0.0.1:9443/through/'], service: '127.0.0.1:9443', dataOnly: false };
    expect(addressOf('http://127.0.0.1:9443/through/')).toEqual(own);
  });

  test('is what belongs to BINANCE_WS, where that names the streams of another exchange', () => {
    vi.stubEnv('BINANCE_REST', '');
    vi.stubEnv('BINANCE_WS', 'ws://127.0.0.1:9443');
    expect(addressOf().bases).toEqual(['http://127.0.0.1:9443/']);
    vi.stubEnv('BINANCE_WS', '');
    expect(addressOf().service).toBe('binance');
  });

  test('has its limits alone, unless it is one of the hosts of Binance', () => {
    expect(addressOf('https://api2.binance.com').service).toBe('binance');
    for (const other of ['testnet.binance.vision', 'api.testnet.binance.com', 'www.binance.com']) {
      expect(addressOf(`https://${other}`).service).toBe(other);
    }
    expect(addressOf('https://binance.com.example.org').service).toBe('binance.com.example.org');
  });

  test.each(['me:secret', ':secret', 'me'])('is no URL with a password in it, which is not shown: %s', (who) => {
    expect(() => addressOf(`https://${who}@api.binance.com`)).toThrow(
      'The exchange\'s URL is "https://…@api.binance.com", wanted one such as https://api.binance.com in BINANCE_REST.',
    );
  });
});

test('another host of Binance is asked where one does not answer', async () => {
  vi.stubEnv('BINANCE_REST', undefined);
  const asked: string[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
    asked.push(String(url));
    if (asked.length < 3) throw new TypeError('fetch failed');
    return new Response('{}');
  });
  expect(await marketClient({ clock: testClock() }).ping()).toBe('OK');
  expect(asked).toEqual(['api', 'api-gcp', 'api1'].map((name) => `https://${name}.binance.com/api/v3/ping`));
});
