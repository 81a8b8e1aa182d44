import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import { currentPrices } from '../../src/exchange/prices.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { simulator } from '../../src/exchange/simulator/simulator.ts';
import { closing } from '../support/exchange.ts';
import { ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A server that answers so, for one test. */
async function serverOf(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const answering = (body: string, status = 200) =>
  serverOf((_request, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body));

/** The error of the world that asking there ends with. */
async function failureAt(url: string): Promise<WorldError> {
  const thrown: unknown = await currentPrices(url).catch((error: unknown) => error);
  if (thrown instanceof WorldError) return thrown;
  throw new Error(`wanted a WorldError, got ${thrown}`);
}

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
    const prices = await currentPrices(exchange.restUrl);
    expect(prices).toEqual({
      USDT: 1,
      ...Object.fromEntries(['BTC', 'ETH', 'BNB', 'LTC', 'NEO'].map((asset) => [asset, last.get(`${asset}USDT`)])),
    });
  });

  test('are asked for at the address in BINANCE_REST, unless another is given', async () => {
    const asked: unknown[] = [];
    const url = await serverOf(({ method, url }, response) => {
      asked.push([method, url]);
      response.end('[{"symbol":"BTCUSDT","price":"61837.63000000"}]');
    });
    vi.stubEnv('BINANCE_REST', url);
    expect(await currentPrices()).toEqual({ USDT: 1, BTC: 61_837.63 });
    expect(asked).toEqual([['GET', '/api/v3/ticker/price']]);
    await currentPrices(`${url}/through/a/proxy/`);
    expect(asked.at(-1)).toEqual(['GET', '/through/a/proxy/api/v3/ticker/price']);
    vi.stubEnv('BINANCE_REST', 'nowhere');
    expect(await currentPrices(url)).toEqual({ USDT: 1, BTC: 61_837.63 });
  });

  test.each(['', 'binance.com', 'ftp://binance.com', 'https://', 'http://[', 'javascript:alert(1)', 'https://a/?b=c'])(
    'cannot be asked for at %j, which is for the user to put right',
    async (url) => {
      const refused = await currentPrices(url).catch((thrown: unknown) => thrown);
      expect(refused).toBeInstanceOf(PipelineError);
      expect(refused).toMatchObject({
        code: 'CONFIG',
        message: `The exchange's URL is "${url}", wanted one such as https://api.binance.com in BINANCE_REST.`,
      });
    },
  );
});

describe('an exchange that tells no prices is a failing world, which says what it got:', () => {
  test.each([
    ['an error, as Binance words it', '{"code":-1003,"msg":"Way too much request weight used"}', 429],
    ['prices, in an error', '[{"symbol":"BTCUSDT","price":"1"}]', 503],
    ['a page', '<html>502 Bad Gateway</html>', 502],
    ['a page that pretends to be well', '<html>Login</html>', 200],
    ['nothing', '', 200],
    ['no list', '{"symbol":"BTCUSDT","price":"1"}', 200],
    ['an empty list', '[]', 200],
    ['prices as numbers', '[{"symbol":"BTCUSDT","price":61837.63}]', 200],
    ['symbols as numbers', '[{"symbol":5,"price":"1"}]', 200],
    ['a price without a symbol', '[{"symbol":"BTCUSDT","price":"1"},{"price":"1"}]', 200],
    ['a list of something else', '[null]', 200],
    ['half a list', '[{"symbol":"BTCUSDT","pri', 200],
  ])('%s', async (_what, body, status) => {
    const url = await answering(body, status);
    const { message } = await failureAt(url);
    expect(message).toBe(`${url}/api/v3/ticker/price told no prices: got ${status} ${body}`);
  });

  test('a page of lines, on one line and with nothing that a terminal would obey', async () => {
    const url = await answering('<html>\n\u001b[31m502', 502);
    expect((await failureAt(url)).message).toMatch(/got 502 <html>··\[31m502$/);
  });

  test('a list that is nested too deeply to be anything, in few words', async () => {
    const url = await answering(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect((await failureAt(url)).message.length).toBeLessThan(300);
  });

  test('prices of markets that nobody knows, and nothing is thrown', async () => {
    const most = '999999999999999';
    const tickers = ['BTCUSDT', 'ETHBTC', '', 'constructor', '__proto__BTC'].map((symbol) => ({ symbol, price: most }));
    expect(await currentPrices(await answering(JSON.stringify(tickers)))).toEqual({ USDT: 1, BTC: Number(most) });
  });
});

describe('an exchange that does not answer is a failing world, which says why:', () => {
  test('it hangs up', async () => {
    const url = await serverOf(({ socket }) => socket.destroy());
    expect((await failureAt(url)).message).toMatch(/^http.*ticker\/price: fetch failed: .+/);
  });

  test('it hangs up amid its answer', async () => {
    const url = await serverOf((_request, response) => {
      response.write('[{"symbol":', () => response.destroy());
    });
    expect((await failureAt(url)).message).toMatch(/^http.*ticker\/price: .+/);
  });

  test('nobody is there', async () => {
    const url = await answering('[]');
    await closing.pop()?.close();
    expect((await failureAt(url)).message).toMatch(/ECONNREFUSED/);
  });

  test.each(['headers', 'body'])('it never sends its %s, in 10 seconds', async (missing) => {
    const patience = new AbortController();
    const give = () => patience.abort(new DOMException('waited long enough', 'TimeoutError'));
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
    const url = await serverOf((_request, response) => (missing === 'body' ? response.write('[') : give()));
    const ask = fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation((...request) => ask(...request).finally(give));
    expect((await failureAt(url)).message).toMatch(/ticker\/price: waited long enough/);
    expect(timeout).toHaveBeenCalledExactlyOnceWith(10_000);
  });
});
