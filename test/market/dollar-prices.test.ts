import { describe, expect, test } from 'vitest';
import { dollarPrices } from '../../src/market/dollar-prices.ts';

/** What the last prices of these symbols make of their assets. */
const prices = (last: Readonly<Record<string, string>>) =>
  dollarPrices(Object.entries(last).map(([symbol, price]) => ({ symbol, price })));

describe('the price of an asset in dollars', () => {
  test('is that of its own market, and a dollar is one', () => {
    expect(prices({})).toStrictEqual({ USDT: 1 });
    expect(prices({ BTCUSDT: '61837.63000000', ETHUSDT: '2683.80000000' })).toStrictEqual({
      USDT: 1,
      BTC: 61_837.63,
      ETH: 2_683.8,
    });
  });

  test('is that of its own market also where others would give another', () => {
    const last = { ETHBTC: '0.05', BTCUSDT: '60000', ETHUSDT: '2683.8', ETHFDUSD: '2700', FDUSDUSDT: '1.001' };
    expect(prices(last)).toMatchObject({ ETH: 2_683.8, BTC: 60_000, FDUSD: 1.001 });
  });

  test('is turned round where the market sells dollars', () => {
    expect(prices({ USDTTRY: '40.00000000', USDTBRL: '3' })).toStrictEqual({ USDT: 1, TRY: 0.025, BRL: 0.33333333 });
  });

  test('is found over another asset, from either side of the market', () => {
    const last = { NEOBTC: '0.00015', BTCUSDT: '60000', ETHTRY: '100000', ETHUSDT: '2500' };
    expect(prices(last)).toMatchObject({ NEO: 9, TRY: 0.025 });
  });

  test('is found over as few others as possible, whatever stands first', () => {
    const last = { AAABTC: '1', BTCEUR: '50000', AAADOT: '7', DOTUSDT: '4', EURUSDT: '1.1' };
    expect(prices(last), 'BTC costs 55,000, but AAA is nearer over DOT').toStrictEqual({
      USDT: 1,
      DOT: 4,
      EUR: 1.1,
      BTC: 55_000,
      AAA: 28,
    });
  });

  test('is found over BTC before ETH, BNB, FDUSD, USDC and the rest, in whatever order they come', () => {
    const bridges = ['BTC', 'ETH', 'BNB', 'FDUSD', 'USDC', 'DOT'];
    const own = Object.fromEntries(bridges.map((bridge) => [`${bridge}USDT`, '1']));
    for (let first = 0; first < bridges.length; first++) {
      const markets = bridges.map((bridge, i) => [`AAA${bridge}`, String(10 + i)]).slice(first);
      expect(prices({ ...own, ...Object.fromEntries(markets) }).AAA).toBe(10 + first);
      expect(prices({ ...Object.fromEntries(markets.reverse()), ...own }).AAA).toBe(10 + first);
    }
  });

  test('of what is itself such a bridge is found over the first of the others', () => {
    const own = { TRYUSDT: '1', FDUSDUSDT: '1' };
    expect(prices({ ...own, BTCTRY: '100', BTCFDUSD: '10' }).BTC).toBe(10);
    expect(prices({ ...own, BTCFDUSD: '10', BTCTRY: '100' }).BTC).toBe(10);
  });

  test('is rounded half-even to 8 places, and absent where that leaves nothing', () => {
    expect(prices({ AAABTC: '0.00000001', BTCUSDT: '0.5' }).AAA).toBeUndefined();
    expect(prices({ AAABTC: '0.00000003', BTCUSDT: '0.5' }).AAA).toBe(0.00000002);
    expect(prices({ AAABTC: '0.00000005', BTCUSDT: '0.5' }).AAA).toBe(0.00000002);
    expect(prices({ USDTAUD: '200000001' })).toStrictEqual({ USDT: 1 });
  });

  test('is absent where no market joins it with the dollar', () => {
    const last = { AAAEUR: '1', EURTRY: '50', BBBXYZ: '2', BTCUSDT: '60000', XYZ: '3' };
    expect(prices(last)).toStrictEqual({ USDT: 1, BTC: 60_000 });
  });

  test('is not told by a symbol whose quote nobody knows, even if an asset is called so', () => {
    expect(prices({ BTCUSDT: '60000', BTC: '2', '123456': '3' })).toStrictEqual({ USDT: 1, BTC: 60_000 });
  });

  test('is absent where the market has none: 0, negative, no decimal, too many digits', () => {
    const last = { AUSDT: '0.00000000', BUSDT: '-1', CUSDT: '1e5', DUSDT: '', EUSDT: '0.123456789', FUSDT: 'NaN' };
    expect(prices(last)).toStrictEqual({ USDT: 1 });
  });

  test('is absent where it would be too large for an amount, and nothing is thrown', () => {
    const most = '999999999999999';
    expect(prices({ BTCUSDT: most, ETHBTC: most })).toStrictEqual({ USDT: 1, BTC: 999_999_999_999_999 });
    expect(prices({ BTCUSDT: most, BTCEUR: '0.00000001' })).toStrictEqual({ USDT: 1, BTC: 999_999_999_999_999 });
  });

  test('is told by no name that every object has', () => {
    const last = { constructorBTC: '1', BTCtoString: '1', __proto__USDT: '2', BTCUSDT: '3' };
    expect(prices(last)).toEqual(JSON.parse('{"USDT":1,"BTC":3,"__proto__":2,"constructor":3}'));
  });
});
