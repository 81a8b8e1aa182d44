import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import { Usage } from '../../src/exchange/simulator/usage.ts';
import { ManualClock } from '../support/manual-clock.ts';

let clock: ManualClock;
let exchange: Simulator;
beforeEach(async () => {
  clock = new ManualClock(90_000);
  exchange = await simulator({ seed: 3, start: Date.UTC(2024, 7, 8, 12), speed: 0.001, clock });
});
afterEach(() => exchange.close());

async function get(path: string) {
  const { status, headers } = await fetch(`${exchange.restUrl}/api/v3/${path}`);
  return { status, used: Number(headers.get('x-mbx-used-weight-1m')), retry: headers.get('retry-after') };
}

describe('the weight of requests', () => {
  test.each([
    ['ping', 1],
    ['time', 1],
    ['exchangeInfo', 20],
    ['trades?symbol=ETHUSDT', 25],
    ['historicalTrades?symbol=ETHUSDT', 25],
    ['aggTrades?symbol=ETHUSDT', 4],
    ['klines?symbol=ETHUSDT&interval=1m', 2],
    ['uiKlines?symbol=ETHUSDT&interval=1m', 2],
    ['avgPrice?symbol=ETHUSDT', 2],
    ['depth?symbol=ETHUSDT', 5],
    ['depth?symbol=ETHUSDT&limit=100', 5],
    ['depth?symbol=ETHUSDT&limit=101', 25],
    ['depth?symbol=ETHUSDT&limit=501', 50],
    ['depth?symbol=ETHUSDT&limit=1001', 250],
    ['ticker/bookTicker?symbol=ETHUSDT', 2],
    ['ticker/bookTicker', 4],
    ['ticker/24hr?symbol=ETHUSDT', 2],
    ['ticker/24hr?symbols=["ETHUSDT","BTCUSDT"]', 2],
    [`ticker/24hr?symbols=[${Array.from({ length: 21 }, (_, i) => `"A${i}"`)}]`, 40],
    [`ticker/24hr?symbols=[${Array.from({ length: 101 }, (_, i) => `"A${i}"`)}]`, 80],
    ['ticker/24hr', 80],
    ['ticker/price?symbol=ETHUSDT', 2],
    ['ticker/price?symbols=["ETHUSDT"]', 4],
    ['ticker/price', 4],
    ['trades?symbol=NOSUCH', 25],
    ['nosuch', 1],
  ])('of %s is %i', async (path, weight) => {
    expect((await get(path)).used).toBe(weight);
  });

  test('counts anew with each minute of the clock', async () => {
    expect([(await get('time')).used, (await get('time')).used]).toEqual([1, 2]);
    await clock.advance(29_999);
    expect((await get('time')).used).toBe(3);
    await clock.advance(1);
    expect((await get('time')).used).toBe(1);
  });

  test('above 6,000 is refused until the minute is over, and banned if one goes on', async () => {
    for (let i = 0; i < 240; i++) await get('trades?symbol=ETHUSDT');
    expect(await get('ping')).toEqual({ status: 429, used: 6_001, retry: '30' });
    await clock.advance(30_000);
    expect(await get('ping')).toMatchObject({ status: 200, used: 1 });
  });

  test('bans last from two minutes on, twice as long each time, three days at most', () => {
    const usage = new Usage();
    const ask = (weight: number, now: number) => {
      try {
        return usage.take(weight, now);
      } catch (refusal) {
        return refusal;
      }
    };
    let now = 60_000_000;
    const bans: number[] = [];
    for (let i = 0; i < 14; i++) {
      usage.take(6_000, now);
      for (let n = 0; n < 10; n++) expect(ask(1, now)).toMatchObject({ status: 429, code: -1003, retryAfter: 60 });
      const ban = ask(1, now);
      expect(ban).toMatchObject({ status: 418, code: -1003, message: expect.stringContaining('IP banned until') });
      const { retryAfter } = ban as { retryAfter: number };
      bans.push(retryAfter);
      expect(ask(1, now + retryAfter * 1_000 - 1)).toMatchObject({ status: 418, retryAfter: 1 });
      now += retryAfter * 1_000;
    }
    expect(bans.slice(0, 3)).toEqual([120, 240, 480]);
    expect(bans.at(-1)).toBe(3 * 86_400);
  });
});
