import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import { ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);
const PAIRS = [
  { symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', weight: 1 },
  { symbol: 'ETHBTC', base: 'ETH', quote: 'BTC', weight: 1 },
];
const OPTIONS = { seed: 3, start: START, pairs: PAIRS };

let clock: ManualClock;
let exchange: Simulator;
beforeEach(async () => {
  clock = new ManualClock();
  const paper = { balances: { USDT: '100000', BTC: '2' } };
  exchange = await simulator({ ...OPTIONS, clock, paper });
  await clock.advance(60_000);
});
afterEach(() => exchange.close());

/** Asks as the owner of the account does: in the query, or in the body. */
async function ask(method: string, path: string, params: object = {}, where: 'query' | 'body' = 'query') {
  const text = String(new URLSearchParams({ ...params, timestamp: String(exchange.now()) }));
  const signature = createHmac('sha256', exchange.paper.secret).update(text).digest('hex');
  const signed = `${text}&signature=${signature}`;
  const response = await fetch(`${exchange.restUrl}/api/v3/${path}${where === 'query' ? `?${signed}` : ''}`, {
    method,
    headers: {
      'x-mbx-apikey': exchange.paper.key,
      ...(where === 'body' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(where === 'body' ? { body: signed } : {}),
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}
const publicly = async (path: string) => JSON.parse(await (await fetch(`${exchange.restUrl}/api/v3/${path}`)).text());
const bid = async () => (await publicly('ticker/bookTicker?symbol=BTCUSDT')).bidPrice;
const limit = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5' };
const market = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.5' };
const below = async (dollars: number) => (Number(await bid()) - dollars).toFixed(2);

describe('an order', () => {
  test('at the market takes what the book asks, is told in full, and is in the balances', async () => {
    const { asks } = await publicly('depth?symbol=BTCUSDT&limit=5000');
    const { body, headers, status } = await ask('POST', 'order', { ...market, newClientOrderId: 'mine' }, 'body');
    expect(status).toBe(200);
    expect(Object.keys(body).join(' ')).toBe(
      'symbol orderId orderListId clientOrderId transactTime price origQty executedQty origQuoteOrderQty ' +
        'cummulativeQuoteQty status timeInForce type side workingTime selfTradePreventionMode fills',
    );
    expect(body).toMatchObject({
      ...{ symbol: 'BTCUSDT', orderId: 1, orderListId: -1, clientOrderId: 'mine', transactTime: exchange.now() },
      ...{ price: '0.00000000', origQty: '0.50000000', executedQty: '0.50000000', status: 'FILLED' },
      ...{ timeInForce: 'GTC', type: 'MARKET', side: 'BUY' },
    });
    expect(body.fills.map(({ price }: { price: string }) => price)).toEqual(
      asks.slice(0, body.fills.length).map(([price]: [string]) => price),
    );
    expect([headers.get('x-mbx-order-count-10s'), headers.get('x-mbx-order-count-1d')]).toEqual(['1', '1']);

    const { body: account } = await ask('GET', 'account');
    expect(account).toMatchObject({ makerCommission: 10, commissionRates: { taker: '0.00100000' }, canTrade: true });
    const balances = new Map(account.balances.map((each: { asset: string }) => [each.asset, each]));
    expect([...balances.keys()]).toEqual(['BTC', 'USDT', 'ETH']);
    const units = (text: string) => BigInt(text.replace('.', ''));
    expect(balances.get('USDT')).toEqual({
      asset: 'USDT',
      free: (100_000n * 10n ** 8n - units(body.cummulativeQuoteQty)).toString().replace(/(\d{8})$/, '.$1'),
      locked: '0.00000000',
    });
    const fees = body.fills.reduce((sum: bigint, fill: { commission: string }) => sum + units(fill.commission), 0n);
    expect(units((balances.get('BTC') as { free: string }).free)).toBe(250_000_000n - fees);

    const { body: fills } = await ask('GET', 'myTrades', { symbol: 'BTCUSDT' });
    expect(fills).toHaveLength(body.fills.length);
    expect(Object.keys(fills[0]).join(' ')).toBe(
      'symbol id orderId orderListId price qty quoteQty commission commissionAsset time isBuyer isMaker isBestMatch',
    );
    expect(fills[0]).toMatchObject({ orderId: 1, isBuyer: true, isMaker: false, commissionAsset: 'BTC' });
  });

  test('rests until the market trades beyond its price, and is then filled at it', async () => {
    const price = await below(5);
    const placed = await ask('POST', 'order', { ...limit, price, quantity: '0.01' });
    expect(placed.body).toMatchObject({ status: 'NEW', price: `${price}000000`, executedQty: '0.00000000', fills: [] });
    expect((await ask('GET', 'account', { omitZeroBalances: 'true' })).body.balances).toEqual([
      { asset: 'BTC', free: '2.00000000', locked: '0.00000000' },
      expect.objectContaining({ asset: 'USDT', locked: (Number(price) / 100).toFixed(8) }),
    ]);
    expect((await ask('GET', 'openOrders')).body).toHaveLength(1);
    const came = exchange.now();
    const order = async () => (await ask('GET', 'order', { symbol: 'BTCUSDT', orderId: 1 })).body;
    while ((await order()).status !== 'FILLED') await clock.advance(1_000);
    const trades = createMarket(OPTIONS).until(exchange.now());
    const beyond = trades.filter(({ s, T, p }) => s === 'BTCUSDT' && T > came && Number(p) < Number(price));
    const { body: fills } = await ask('GET', 'myTrades', { symbol: 'BTCUSDT', orderId: 1 });
    expect(fills[0]).toMatchObject({ price: `${price}000000`, time: beyond[0]?.T, isMaker: true });
    expect(await order()).toMatchObject({ executedQty: '0.01000000', time: came, updateTime: fills.at(-1).time });
    expect((await ask('GET', 'openOrders', { symbol: 'BTCUSDT' })).body).toEqual([]);
  });

  test('is cancelled, and what it locked is free again', async () => {
    await ask('POST', 'order', { ...limit, price: await below(1_000), newClientOrderId: 'a' });
    await ask('POST', 'order', { ...limit, price: await below(2_000), newClientOrderId: 'b' });
    const { body } = await ask('DELETE', 'order', { symbol: 'BTCUSDT', origClientOrderId: 'a' });
    expect(Object.keys(body).join(' ')).toBe(
      'symbol origClientOrderId orderId orderListId clientOrderId transactTime price origQty executedQty ' +
        'origQuoteOrderQty cummulativeQuoteQty status timeInForce type side selfTradePreventionMode',
    );
    expect(body).toMatchObject({ origClientOrderId: 'a', orderId: 1, status: 'CANCELED' });
    expect(await ask('DELETE', 'order', { symbol: 'BTCUSDT', orderId: 1 })).toMatchObject({
      status: 400,
      body: { code: -2011, msg: 'Unknown order sent.' },
    });
    expect((await ask('DELETE', 'openOrders', { symbol: 'BTCUSDT' })).body).toMatchObject([{ orderId: 2 }]);
    expect((await ask('GET', 'allOrders', { symbol: 'BTCUSDT' })).body).toMatchObject([
      { clientOrderId: 'a', status: 'CANCELED' },
      { clientOrderId: 'b', status: 'CANCELED' },
    ]);
    expect((await ask('GET', 'allOrders', { symbol: 'BTCUSDT', orderId: 2 })).body).toHaveLength(1);
    const { balances } = (await ask('GET', 'account', { omitZeroBalances: 'true' })).body;
    expect(balances).toContainEqual({ asset: 'USDT', free: '100000.00000000', locked: '0.00000000' });
  });

  test('fills at once or never, whole or in part, as it says', async () => {
    const price = (Number(await bid()) + 10).toFixed(2);
    const asked = { ...limit, price, quantity: '20', side: 'SELL', symbol: 'BTCUSDT' };
    expect((await ask('POST', 'order', { ...limit, price: await below(9), timeInForce: 'FOK' })).body).toMatchObject({
      status: 'EXPIRED',
      executedQty: '0.00000000',
    });
    expect((await ask('POST', 'order', { ...limit, price: await below(9), timeInForce: 'IOC' })).body).toMatchObject({
      status: 'EXPIRED',
    });
    expect((await ask('POST', 'order', { ...limit, price, timeInForce: 'IOC', quantity: '0.001' })).body).toMatchObject(
      {
        status: 'FILLED',
      },
    );
    expect(
      (await ask('POST', 'order', { ...asked, quantity: '1', type: 'LIMIT_MAKER', timeInForce: '' })).body.code,
    ).toBe(-1106);
    const { timeInForce: _none, ...maker } = { ...limit, type: 'LIMIT_MAKER', price };
    expect((await ask('POST', 'order', maker)).body).toEqual({
      code: -2010,
      msg: 'Order would immediately match and take.',
    });
    const resting = await ask('POST', 'order', { ...maker, price: await below(9) });
    expect(Object.keys(resting.body)).toEqual(['symbol', 'orderId', 'orderListId', 'clientOrderId', 'transactTime']);
  });

  test('may be only tried', async () => {
    expect((await ask('POST', 'order/test', market)).body).toEqual({});
    expect((await ask('POST', 'order/test', { ...market, quantity: '0.000001' })).body.code).toBe(-1013);
    expect((await ask('GET', 'allOrders', { symbol: 'BTCUSDT' })).body).toEqual([]);
  });

  const failure = (filter: string) => [-1013, `Filter failure: ${filter}`] as const;
  test.each([
    [{ ...limit, price: '60000.001' }, ...failure('PRICE_FILTER')],
    [{ ...limit, price: '1000001' }, ...failure('PRICE_FILTER')],
    [{ ...limit, price: '20000' }, ...failure('PERCENT_PRICE_BY_SIDE')],
    [{ ...limit, price: '200000' }, ...failure('PERCENT_PRICE_BY_SIDE')],
    [{ ...limit, price: '60000', quantity: '0.000001' }, ...failure('LOT_SIZE')],
    [{ ...limit, price: '60000', quantity: '9000001' }, ...failure('LOT_SIZE')],
    [{ ...market, quantity: '101' }, ...failure('MARKET_LOT_SIZE')],
    [{ ...limit, price: '60000', quantity: '0.00008' }, ...failure('NOTIONAL')],
    [{ ...limit, price: '60000', quantity: '151' }, ...failure('NOTIONAL')],
    [{ ...market, quantity: '0.00008' }, ...failure('NOTIONAL')],
    [{ ...limit, price: '60000', quantity: '2' }, -2010, 'Account has insufficient balance for requested action.'],
    [{ ...market, side: 'SELL', quantity: '3' }, -2010, 'Account has insufficient balance for requested action.'],
    [{ ...limit, price: '60000', symbol: 'NOSUCH' }, -1121, 'Invalid symbol.'],
    [{ ...limit, price: '60000', side: 'BOTH' }, -1117, 'Invalid side.'],
    [{ ...limit, price: '60000', type: 'STOP' }, -1116, 'Invalid orderType.'],
    [{ ...limit, price: '60000', timeInForce: 'GTX' }, -1115, 'Invalid timeInForce.'],
    [limit, -1102, "Mandatory parameter 'price' was not sent, was empty/null, or malformed."],
    [{ ...limit, price: '0' }, -1013, 'Invalid price.'],
    [{ ...limit, price: '60000.123456789' }, -1111, "Parameter 'price' has too much precision."],
    [{ ...limit, price: '6e4' }, -1100],
    [{ ...limit, price: '60000', newClientOrderId: 'ä' }, -1100],
    [{ ...market, price: '60000' }, -1106, "Parameter 'price' sent when not required."],
    [{ ...market, quoteOrderQty: '100' }, -1128],
    [{ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET' }, -1102],
    [{ ...limit, price: '60000', stopPrice: '1' }, -1104],
    [{ ...market, newOrderRespType: 'ALL' }, -1130],
  ] as const)('is refused: %o with %i', async (params, code, msg?: string) => {
    const { status, body } = await ask('POST', 'order', params);
    expect({ status, body }).toMatchObject({ status: 400, body: msg === undefined ? { code } : { code, msg } });
    expect((await ask('GET', 'allOrders', { symbol: 'BTCUSDT' })).body).toEqual([]);
  });

  test('is refused with a name that an open order has, and where nothing is traded', async () => {
    const order = { ...limit, price: await below(1_000), quantity: '0.1', newClientOrderId: 'a' };
    expect((await ask('POST', 'order', order)).status).toBe(200);
    expect((await ask('POST', 'order', order)).body).toEqual({ code: -2010, msg: 'Duplicate order sent.' });
    exchange.halt('BTCUSDT', 'BREAK');
    expect((await ask('POST', 'order', { ...order, newClientOrderId: 'b' })).body).toEqual({
      code: -1013,
      msg: 'Market is closed.',
    });
    exchange.delist('BTCUSDT');
    expect((await ask('GET', 'openOrders')).body).toEqual([]);
    expect((await ask('GET', 'account')).body.balances).toContainEqual({
      ...{ asset: 'USDT', free: '100000.00000000', locked: '0.00000000' },
    });
  });

  test('is one too many: of those that are open for a symbol, and of those in ten seconds', async () => {
    const order = { ...limit, price: await below(1_000), quantity: '0.001' };
    for (let i = 0; i < 100; i++) expect((await ask('POST', 'order', order)).status).toBe(200);
    const { status, body } = await ask('POST', 'order', order);
    expect({ status, body }).toEqual({
      status: 429,
      body: { code: -1015, msg: 'Too many new orders; current limit is 100 orders per 10 SECOND.' },
    });
    await clock.advance(10_000);
    for (let i = 0; i < 100; i++) expect((await ask('POST', 'order', order)).status).toBe(200);
    await clock.advance(10_000);
    expect((await ask('POST', 'order', order)).body.msg).toBe('Filter failure: MAX_NUM_ORDERS');
  });
});

test('an order whose answer is lost has been placed', async () => {
  exchange.setRest({ is: 'losing' });
  await expect(ask('POST', 'order', { ...limit, price: '60000', newClientOrderId: 'x' })).rejects.toThrow();
  exchange.heal();
  const { body } = await ask('GET', 'order', { symbol: 'BTCUSDT', origClientOrderId: 'x' });
  expect(body).toMatchObject({ status: 'NEW', clientOrderId: 'x' });
});

test('requests of the account weigh what they should; an order that is accepted weighs nothing', async () => {
  const price = await below(1_000);
  let used = 0;
  const weigh = async (method: string, path: string, params: object = {}) => {
    const before = used;
    used = Number((await ask(method, path, params)).headers.get('x-mbx-used-weight-1m'));
    return used - before;
  };
  await clock.advance(60_000);
  expect(await weigh('GET', 'account')).toBe(20);
  expect(await weigh('POST', 'order', { ...limit, price })).toBe(0);
  expect(await weigh('POST', 'order', { ...limit, price: '1' })).toBe(1);
  expect(await weigh('POST', 'order/test', { ...limit, price })).toBe(1);
  expect(await weigh('GET', 'order', { symbol: 'BTCUSDT', orderId: 1 })).toBe(4);
  expect(await weigh('GET', 'openOrders', { symbol: 'BTCUSDT' })).toBe(6);
  expect(await weigh('GET', 'openOrders')).toBe(80);
  expect(await weigh('GET', 'allOrders', { symbol: 'BTCUSDT' })).toBe(20);
  expect(await weigh('GET', 'myTrades', { symbol: 'BTCUSDT' })).toBe(20);
  expect(await weigh('GET', 'myTrades', { symbol: 'BTCUSDT', orderId: 1 })).toBe(5);
  expect(await weigh('DELETE', 'order', { symbol: 'BTCUSDT', orderId: 1 })).toBe(0);
  expect(await weigh('DELETE', 'order', { symbol: 'BTCUSDT', orderId: 1 })).toBe(1);
});

describe('the account is refused to', () => {
  test('who has no key, or signs with another secret', async () => {
    const response = await fetch(`${exchange.restUrl}/api/v3/account?timestamp=${exchange.now()}&signature=0`);
    expect([response.status, await response.json()]).toEqual([401, { code: -2014, msg: 'API-key format invalid.' }]);
    const headers = { 'x-mbx-apikey': exchange.paper.key };
    const other = await fetch(`${exchange.restUrl}/api/v3/account?timestamp=${exchange.now()}&signature=0`, {
      headers,
    });
    expect(await other.json()).toEqual({ code: -1022, msg: 'Signature for this request is not valid.' });
  });

  test('a body that is too long, and the exchange goes on', async () => {
    const response = await fetch(`${exchange.restUrl}/api/v3/order`, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(response.status).toBe(413);
    expect((await ask('GET', 'account')).status).toBe(200);
  });

  test.each([
    [{ balances: { XYZ: '1' } }, /was given 1 XYZ, which no pair trades\. Use BTC, USDT, ETH/],
    [{ balances: { USDT: '-1' } }, /was given "-1" for USDT, wanted a decimal of at most 8 places/],
    [{ balances: { USDT: '0.123456789' } }, /at most 8 places/],
    [{ fee: '1' }, /was given a fee of 1, wanted a share below 1 such as 0.001/],
  ])('options that cannot be: %o', async (paper, message) => {
    await expect(simulator({ ...OPTIONS, clock, paper })).rejects.toThrow(message);
  });
});
