/** Whatever an exchange answers, a client gives what it has promised, or says what is wrong: it never breaks. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PipelineError } from '../../../src/core/errors.ts';
import { type MarketClient, marketClient } from '../../../src/exchange/client.ts';
import { type Answer, answering } from '../../support/answering.ts';
import { testClock } from '../../support/clock.ts';

const questions: readonly ((client: MarketClient) => Promise<unknown>)[] = [
  (client) => client.ping(),
  (client) => client.time(),
  (client) => client.klines('BTCUSDT'),
  (client) => client.trades('BTCUSDT'),
  (client) => client.aggTrades('BTCUSDT'),
  (client) => client.depth('BTCUSDT'),
  (client) => client.tickerPrice(),
  (client) => client.ticker24hr('BTCUSDT'),
  (client) => client.avgPrice('BTCUSDT'),
  (client) => client.symbols(),
  (client) => client.filters('BTCUSDT'),
  (client) => client.coinsPrices(),
  (client) => client.balances({ usdt: true }),
  (client) => client.myTrades('BTCUSDT'),
  (client) => client.openOrders(),
  (client) => client.newOrder('BTCUSDT', { quantity: '1', price: '1', test: false }),
];

/** Answers that are nearly right: known fields with odd values. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom(
    '1.0',
    '-1',
    '1e5',
    '0.12345678901234567',
    '',
    'TRADING',
    'BTCUSDT',
    'USDT',
    0,
    -1,
    1.5,
    2 ** 53,
    true,
  ),
);
const names = [
  ...['symbol', 'price', 'serverTime', 'id', 'qty', 'quoteQty', 'time', 'isBuyerMaker', 'isBestMatch', 'mins'],
  ...['status', 'baseAsset', 'quoteAsset', 'baseAssetPrecision', 'quoteAssetPrecision', 'isSpotTradingAllowed'],
  ...['timezone', 'bids', 'asks', 'lastUpdateId', 'code', 'msg', '__proto__', 'constructor'],
];
const object = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 24 });
const filter = fc.dictionary(fc.constantFrom('filterType', 'minQty', 'stepSize', 'limit', 'avgPriceMins'), value);
const listed = fc.record({
  ...{ symbol: fc.constant('BTCUSDT'), status: fc.constant('TRADING'), baseAsset: fc.constant('BTC') },
  ...{ quoteAsset: fc.constant('USDT'), baseAssetPrecision: fc.constant(8), quoteAssetPrecision: fc.constant(8) },
  isSpotTradingAllowed: fc.constant(true),
  filters: fc.array(
    fc.oneof(
      filter,
      fc.record({
        filterType: fc.constantFrom('LOT_SIZE', 'PRICE_FILTER', 'NOTIONAL'),
        stepSize: value,
        minPrice: value,
      }),
    ),
  ),
});
const info = fc.record({
  ...{ timezone: fc.constant('UTC'), serverTime: fc.constant(1), rateLimits: fc.constant([]) },
  symbols: fc.array(listed, { maxLength: 3 }),
});
const body = fc.oneof(object, fc.array(object, { maxLength: 3 }), info, fc.jsonValue(), fc.string(), fc.constant('[['));
const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant(200) },
    fc.constantFrom(201, 302, 400, 401, 404, 418, 429, 451, 500, 504),
  ),
  headers: fc.oneof(
    fc.constant({}),
    fc.record({
      'retry-after': fc.constantFrom('0', '5', '-1', 'soon', '99999999999'),
      'x-mbx-used-weight-1m': fc.constantFrom('', '-5', '6000', 'x'),
    }),
  ),
  body,
});

test('whatever is answered', async () => {
  let next: Answer = {};
  const { url } = await answering(() => next);
  let understood = 0;
  await fc.assert(
    fc.asyncProperty(answer, fc.constantFrom(...questions), async (one, ask) => {
      next = one;
      const client = marketClient({ url, clock: testClock(1_000_000), key: 'key', secret: 'secret' });
      try {
        await ask(client);
        understood++;
      } catch (thrown) {
        if (!(thrown instanceof PipelineError)) throw thrown;
        expect(thrown.message).not.toMatch(/undefined|\[object/);
        expect(thrown.message.length).toBeLessThan(1_000);
      }
    }),
    { numRuns: 1_000 },
  );
  expect(understood).toBeGreaterThan(20);
});
