import { afterEach, describe, expect, test, vi } from 'vitest';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import { currentPrices } from '../../src/exchange/prices.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { simulator } from '../../src/exchange/simulator/simulator.ts';
import { answering } from '../support/answering.ts';
import { testClock } from '../support/clock.ts';
import { closing } from '../support/exchange.ts';
import { ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const asked = (url: string) => currentPrices({ url, clock: testClock() });

describe('the prices of now', () => {
  test('are those of the last trades on the exchange, in dollars', async () => {
    const clock = new ManualClock();
    const exchange = await simulator({ seed: 3, start: START, speed: 60, clock });
    closing.push(exchange);
    await clock.advance(5_000);
    const last = new Map(
      createMarket({ seed: 3, start: START })
        .until(exchange.now())
        .map(({ s, p }) => [s, Number(p)]),
    );
    const prices = await asked(exchange.restUrl);
    expect(prices).toEqual({
      USDT: 1,
      ...Object.fromEntries(['BTC', 'ETH', 'BNB', 'LTC', 'NEO'].map((asset) => [asset, last.get(`${asset}USDT`)])),
    });
  });

  test('are asked for at the address in BINANCE_REST, unless another is given', async () => {
    const { url, paths } = await answering(() => ({ body: [{ symbol: 'BTCUSDT', price: '61837.63000000' }] }));
    vi.stubEnv('BINANCE_REST', url);
    expect(await currentPrices({ clock: testClock() })).toEqual({ USDT: 1, BTC: 61_837.63 });
    await asked(`${url}/through/a/proxy/`);
    expect(paths()).toEqual(['ticker/price', '/through/a/proxyticker/price']);
    vi.stubEnv('BINANCE_REST', 'nowhere');
    expect(await asked(url)).toEqual({ USDT: 1, BTC: 61_837.63 });
  });

  test.each(['', 'binance.com', 'ftp://binance.com', 'https://', 'http://[', 'javascript:alert(1)', 'https://a/?b=c'])(
    'cannot be asked for at %j, which is for the user to put right',
    async (url) => {
      const refused = await asked(url).catch((thrown: unknown) => thrown);
      expect(refused).toBeInstanceOf(PipelineError);
      expect(refused).toMatchObject({
        code: 'CONFIG',
        message: `The exchange's URL is "${url}", wanted one such as https://api.binance.com in BINANCE_REST.`,
      });
    },
  );
});

test('an exchange that lists no prices is a failing world', async () => {
  const exchange = await answering(() => ({ body: [] }));
  await expect(asked(exchange.url)).rejects.toThrow(
    new WorldError('The exchange told no prices: its list of them is empty.'),
  );
});

test('prices of markets that nobody knows, and nothing is thrown', async () => {
  const most = '999999999999999';
  const tickers = ['BTCUSDT', 'ETHBTC', '', 'constructor', '__proto__BTC'].map((symbol) => ({ symbol, price: most }));
  const exchange = await answering(() => ({ body: tickers }));
  expect(await asked(exchange.url)).toEqual({ USDT: 1, BTC: Number(most) });
});
