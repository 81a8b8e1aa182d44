import { describe, expect, test } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import { Unclear } from '../../../src/exchange/client/refusal.ts';
import { marketClient } from '../../../src/exchange/client.ts';
import { type Answer, refusal } from '../../support/answering.ts';
import { testClock } from '../../support/clock.ts';
import { KEY, SECRET, signedExchange } from '../../support/signed.ts';

const filters = [
  { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000.00', tickSize: '0.01' },
  { filterType: 'LOT_SIZE', minQty: '0.00001', maxQty: '9000.0', stepSize: '0.00001' },
  { filterType: 'PERCENT_PRICE', multiplierUp: '5', multiplierDown: '0.2', avgPriceMins: 5 },
  { filterType: 'NOTIONAL', minNotional: '5.0', applyMinToMarket: true, maxNotional: '9000000.0', avgPriceMins: 5 },
];
const listed = (symbol: string, status: string) => ({
  ...{ symbol, status, baseAsset: 'BTC', quoteAsset: 'USDT', baseAssetPrecision: 8, quoteAssetPrecision: 8 },
  ...{ isSpotTradingAllowed: true, filters },
});
const symbols = [listed('BTCUSDT', 'TRADING'), listed('OLDUSDT', 'HALT')];
const taken = {
  ...{ symbol: 'BTCUSDT', orderId: 28, clientOrderId: 'mine', price: '60000.00', origQty: '0.001', executedQty: '0' },
  ...{ cummulativeQuoteQty: '0', status: 'NEW', timeInForce: 'GTC', type: 'LIMIT', side: 'BUY' },
};

async function exchangeOf(answer: (path: string, query: URLSearchParams) => Answer = () => ({ body: {} })) {
  const clock = testClock(Date.UTC(2024, 7, 8, 12));
  const exchange = await signedExchange(
    () => clock.now(),
    (path, query) => {
      const info = { timezone: 'UTC', serverTime: 0, rateLimits: [], symbols };
      if (path === 'GET exchangeInfo') return { body: info };
      return path === 'GET avgPrice' ? { body: { mins: 5, price: '60000.0' } } : answer(path, query);
    },
  );
  const client = marketClient({ url: exchange.url, clock, key: KEY, secret: SECRET });
  const sent = () =>
    exchange.asked
      .filter(({ path }) => /^(order|openOrders|allOrders|myTrades|account)/.test(path))
      .map((one) => {
        const [path, query = ''] = one.path.split('?');
        const own = query.replace(/&?recvWindow=.*/, '');
        return `${one.method} ${path}${own && `?${own}`}`;
      });
  return { client, clock, sent };
}

describe('newOrder', () => {
  test('only tries an order, unless told otherwise', async () => {
    const { client, sent } = await exchangeOf();
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.001',
      price: '60000',
    };
    expect(await client.newOrder('BTCUSDT', { quantity: '0.001', price: '60000' })).toEqual({ ...order, test: true });
    expect(sent()).toEqual([
      'POST order/test?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=60000',
    ]);
  });

  test('sends an order that is meant, once', async () => {
    const { client, sent } = await exchangeOf(() => ({ body: { ...taken, transactTime: 5, fills: [] } }));
    const order = { side: 'SELL', type: 'MARKET', quantity: '0.001', test: false } as const;
    expect(await client.newOrder('BTCUSDT', order)).toEqual({ ...taken, transactTime: 5 });
    expect(sent()).toEqual(['POST order?symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.001&newOrderRespType=RESULT']);
  });

  test.each<[string, Answer]>([
    ['500', refusal(500, -1000, 'An unknown error occurred while processing the request.')],
    ['its own time-out', refusal(408, -1007, 'Timeout waiting for response from backend server.')],
    ['a cut connection', { by: (response) => response.destroy() }],
  ])('is not sent again after %s: it may have been taken', async (_what, answer) => {
    const { client, sent } = await exchangeOf(() => answer);
    const order = { quantity: '0.001', price: '60000', newClientOrderId: 'mine', test: false };
    const failed: unknown = await client.newOrder('BTCUSDT', order).catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(Unclear);
    expect(failed).not.toBeInstanceOf(WorldError); // for which a pipeline would be opened, and the order sent, again
    expect((failed as Unclear).message).toMatch(
      /^POST http:.*\/order: .+[^.]\. What became of the request is not known: ask for the order by its id\.$/,
    );
    expect(sent()).toHaveLength(1);
  });

  test.each([
    ['a page', '<html>', 'got 200, wanted JSON: look what stands at that address.'],
    ['an odd field', { ...taken, price: 60_000.5 }, 'price is a number, wanted a decimal string such as "0.05".'],
  ])('is taken where the answer is 200 and %s, which is said', async (_what, body, why) => {
    const { client, sent } = await exchangeOf(() => ({ body }));
    const order = { quantity: '0.001', price: '60000', newClientOrderId: 'mine', test: false };
    for (const send of [() => client.newOrder('BTCUSDT', order), () => client.cancelOrder('BTCUSDT', { orderId: 1 })]) {
      const failed: unknown = await send().catch((thrown: unknown) => thrown);
      expect(failed).toBeInstanceOf(Unclear);
      expect((failed as Unclear).message).toMatch(/The exchange has answered 200: ask for the order by its id\.$/);
      expect((failed as Unclear).message).toContain(why);
    }
    expect(sent()).toHaveLength(2);
  });

  test('is tried again where it is only tried', async () => {
    let failures = 0;
    const { client, sent } = await exchangeOf(() => (failures++ < 2 ? { status: 503, body: '' } : { body: {} }));
    await client.newOrder('BTCUSDT', { quantity: '0.001', price: '60000' });
    expect(sent()).toHaveLength(3);
  });

  test('is sent again after 429: it was not taken', async () => {
    let refused = 0;
    const { client, clock, sent } = await exchangeOf(() =>
      refused++ === 0 ? refusal(429, -1015, 'Too many new orders.', { 'retry-after': '9' }) : { body: taken },
    );
    const began = clock.now();
    await client.newOrder('BTCUSDT', { quantity: '0.001', price: '60000', test: false });
    expect(sent()).toHaveLength(2);
    expect(clock.now() - began).toBe(9_000);
  });

  test('waits for the next ten seconds when the account has sent as many as it may', async () => {
    const { client, clock } = await exchangeOf(() => ({ headers: { 'x-mbx-order-count-10s': '95' }, body: taken }));
    const began = clock.now();
    const order = { quantity: '0.001', price: '60000', test: false };
    await client.newOrder('BTCUSDT', order);
    expect(clock.now() - began).toBe(0);
    await client.newOrder('BTCUSDT', order);
    expect(clock.now() - began).toBe(10_000);
  });

  test.each([
    [{ quantity: '0.000015', price: '60000' }, 'LOT_SIZE: quantity 0.000015 is no multiple of 0.00001; NOTIONAL: '],
    [{ quantity: '0.00001', price: '60000' }, 'NOTIONAL: price × quantity, 0.6, is too small, wanted at least 5'],
    [{ quantity: '1', price: '300000.01' }, 'PERCENT_PRICE: price 300000.01 is too large, wanted at most 300000'],
    [{ type: 'MARKET', quantity: '0.00001' }, 'NOTIONAL: price × quantity, 0.6, is too small, wanted at least 5'],
    [{ quantity: '1' }, 'a LIMIT order needs price'],
    [{ price: '1' }, 'a LIMIT order needs quantity'],
    [{ type: 'STOP_LOSS', quantity: '1' }, 'a STOP_LOSS order needs stopPrice'],
    [{ type: 'limit', quantity: '1' }, 'type is limit, wanted one of LIMIT MARKET STOP_LOSS'],
    [{ side: 'HOLD' as 'BUY', quantity: '1', price: '1' }, 'side is HOLD, wanted BUY or SELL'],
    [{ quantity: '1e3', price: '1' }, 'quantity is 1e3, wanted a decimal string such as "0.05", above 0'],
    [{ quantity: '0', price: '1' }, 'quantity is 0, wanted a decimal string'],
    [{ type: 'MARKET', quantity: '1', price: '60000' }, 'a MARKET order has no price'],
    [{ type: 'MARKET', quantity: '1', timeInForce: 'IOC' as const }, 'a MARKET order has no timeInForce'],
    [{ type: 'MARKET', quantity: '1', stopPrice: '60000' }, 'a MARKET order has no stopPrice'],
    [{ type: 'LIMIT_MAKER', quantity: '1', price: '60000', timeInForce: 'GTC' as const }, 'has no timeInForce'],
    [
      { quantity: '1', price: '60000', newClientOrderId: "it's" },
      'newClientOrderId is "it\'s", wanted 1 to 36 letters',
    ],
    [{ quantity: '1', price: '60000', newClientOrderId: 'a.b' }, 'newClientOrderId is "a.b", wanted'],
    [{ quantity: '1', price: '60000', newClientOrderId: '' }, 'newClientOrderId is "", wanted'],
    [{ quantity: '1', price: '60000', newClientOrderId: 'x'.repeat(37) }, 'newClientOrderId is "xxx'],
    [{ quantity: '1', price: '60000', icebergQty: '0.1', timeInForce: 'IOC' as const }, 'wanted timeInForce GTC'],
  ])('does not send what cannot be taken: %j', async (order, why) => {
    const { client, sent } = await exchangeOf();
    const refused = client.newOrder('BTCUSDT', { ...order, test: false });
    await expect(refused).rejects.toMatchObject({ code: 'CONFIG', message: expect.stringContaining(why) });
    await expect(refused).rejects.toThrow(/^The order is not sent: /);
    expect(sent()).toEqual([]);
  });

  test('sends an order of a maker of which a part alone is shown: it stands, and has no timeInForce', async () => {
    const { client, sent } = await exchangeOf();
    const order = { type: 'LIMIT_MAKER', quantity: '1', price: '60000', icebergQty: '0.1' };
    await client.newOrder('BTCUSDT', { ...order, newClientOrderId: `Mine-_9${'x'.repeat(29)}` });
    expect(sent()).toEqual([expect.stringContaining('type=LIMIT_MAKER&quantity=1&price=60000&icebergQty=0.1&new')]);
  });

  test('does not send an order of what is not traded, or not listed', async () => {
    const { client } = await exchangeOf();
    const order = { quantity: '1', price: '60000' };
    await expect(client.newOrder('OLDUSDT', order)).rejects.toThrow('OLDUSDT is not traded now, its status is HALT');
    await expect(client.newOrder('XYZUSDT', order)).rejects.toThrow('The exchange lists no XYZUSDT');
  });
});

test('orders are asked for and cancelled by either of their names', async () => {
  const { client, sent } = await exchangeOf((path) => ({ body: /(open|all)Orders/.test(path) ? [taken] : taken }));
  expect(await client.queryOrder('BTCUSDT', { orderId: 28 })).toEqual(taken);
  await client.cancelOrder('BTCUSDT', { clientOrderId: 'mine' });
  expect(await client.openOrders('BTCUSDT')).toEqual([taken]);
  expect(await client.allOrders('BTCUSDT', { orderId: 5, limit: 7 })).toEqual([taken]);
  await expect(client.queryOrder('BTCUSDT', {})).rejects.toThrow('Wanted its orderId or its clientOrderId.');
  expect(sent()).toEqual([
    'GET order?symbol=BTCUSDT&orderId=28',
    'DELETE order?symbol=BTCUSDT&origClientOrderId=mine',
    'GET openOrders?symbol=BTCUSDT',
    'GET allOrders?symbol=BTCUSDT&orderId=5&limit=7',
  ]);
});

test('what is signed is percent-encoded to the last sign', async () => {
  const { client, sent } = await exchangeOf(() => ({ body: taken }));
  await client.queryOrder('BTCUSDT', { clientOrderId: "a!'()*~ é" });
  expect(sent()).toEqual(['GET order?symbol=BTCUSDT&origClientOrderId=a%21%27%28%29%2A~%20%C3%A9']);
});
