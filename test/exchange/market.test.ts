import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import type { TradePayload } from '../../src/market/events.ts';
import { defaultPairs } from '../../src/market/pairs.ts';

const START = Date.UTC(2024, 7, 8, 12);
const take = (n: number, seed = 1): TradePayload[] => {
  const market = createMarket({ seed, start: START });
  return Array.from({ length: n }, () => market.next());
};
const many = take(600_000);
const bySymbol = Map.groupBy(many, ({ s }) => s);

describe('the simulated market', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(take(1_000)).toEqual(many.slice(0, 1_000));
    expect(take(1_000, 2).map(({ p }) => p)).not.toEqual(many.slice(0, 1_000).map(({ p }) => p));
  });

  test('does not depend on who asks when, or how much at a time', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 300 })));
    fc.assert(
      fc.property(steps, (asked) => {
        const market = createMarket({ seed: 1, start: START });
        let time = START;
        const got = asked.flatMap(([pause, limit]) => {
          time += pause;
          return market.until(time, limit);
        });
        expect(got).toEqual(many.slice(0, got.length));
        expect(got.every(({ E }) => E <= time)).toBe(true);
      }),
    );
  });

  test('gives all that is due, and nothing that is not', () => {
    const market = createMarket({ seed: 1, start: START });
    const due = market.until(START + 60_000);
    expect(due).toEqual(many.filter(({ E }) => E <= START + 60_000));
  });

  test('numbers the trades of a symbol without a hole, in the order of their time', () => {
    for (const { pair, firstId } of createMarket({ seed: 1, start: START }).listings) {
      let id = firstId;
      let time = START;
      for (const trade of bySymbol.get(pair.symbol) ?? []) {
        if (trade.t !== id || trade.T < time) expect(trade).toMatchObject({ t: id, T: time });
        id++;
        time = trade.T;
      }
      expect(id).toBeGreaterThan(firstId);
    }
  });

  test('sends a trade at or soon after its time, at most 1.5 s late, and some out of order across symbols', () => {
    let sent = START;
    let latest = START;
    let late = 0;
    for (const { E, T } of many) {
      if (E < sent || T > E || T < E - 1_500 || T < START) expect({ E, T }).toBe(`in order after ${sent}`);
      if (T < latest - 100) late++;
      sent = E;
      latest = Math.max(latest, T);
    }
    expect(late / many.length).toBeGreaterThan(0.001);
    expect(late / many.length).toBeLessThan(0.1);
  });

  test('trades whole ticks and whole lots, as decimals of 8 places', () => {
    for (const { pair, tickDigits, lotDigits } of createMarket({ seed: 1, start: START }).listings) {
      const price = new RegExp(`^\\d+\\.\\d{${tickDigits}}0{${8 - tickDigits}}$`);
      const quantity = new RegExp(`^\\d+\\.\\d{${lotDigits}}0{${8 - lotDigits}}$`);
      for (const { p, q } of bySymbol.get(pair.symbol) ?? []) {
        if (!price.test(p) || Number(p) <= 0) expect(p).toMatch(price);
        if (!quantity.test(q) || Number(q) <= 0) expect(q).toMatch(quantity);
      }
    }
  });

  test('makes 58 trades a second in bursts, mixed as real pairs are', () => {
    const span = ((many.at(-1)?.E ?? START) - START) / 1_000;
    expect(many.length / span).toBeGreaterThan(52);
    expect(many.length / span).toBeLessThan(64);
    const weights = defaultPairs.reduce((sum, { weight }) => sum + weight, 0);
    for (const { symbol, weight } of defaultPairs.filter(({ weight }) => weight > 2_000)) {
      const share = (bySymbol.get(symbol)?.length ?? 0) / many.length;
      expect(share / (weight / weights)).toBeGreaterThan(0.8);
      expect(share / (weight / weights)).toBeLessThan(1.25);
    }
    const seconds = Map.groupBy(many, ({ T }) => Math.floor(T / 1_000));
    const perSecond = [...seconds.values()].map(({ length }) => length);
    expect(Math.max(...perSecond)).toBeGreaterThan(500);
    expect(perSecond.filter((n) => n < 20).length / perSecond.length).toBeGreaterThan(0.2);
  });

  test('keeps the prices of a triangle together, so that no round trip pays', () => {
    const last = new Map<string, number>();
    let compared = 0;
    for (const { s, p } of many) {
      last.set(s, Number(p));
      const [crossed, eth, btc] = ['ETHBTC', 'ETHUSDT', 'BTCUSDT'].map((symbol) => last.get(symbol));
      if (s !== 'ETHBTC' || !crossed || !eth || !btc) continue;
      compared++;
      if (Math.abs(crossed / (eth / btc) - 1) > 0.005) expect(crossed).toBeCloseTo(eth / btc, 5);
    }
    expect(compared).toBeGreaterThan(10_000);
  });

  test.each([1, 10, 100])('of seed %i trades no id of a market that is opened when it is over', (seed) => {
    const trades = take(20_000, seed);
    const over = Math.max(...trades.map(({ E }) => E));
    const last = new Map(trades.map(({ s, t }) => [s, t]));
    for (const { pair, firstId } of createMarket({ seed, start: over }).listings) {
      expect(firstId).toBeGreaterThan(last.get(pair.symbol) ?? 0);
    }
  });

  test('says which assets it knows when it is asked for another', () => {
    const pairs = [{ symbol: 'XYZUSDT', base: 'XYZ', quote: 'USDT', weight: 1 }];
    expect(() => createMarket({ seed: 1, start: START, pairs })).toThrow(/trades no XYZ\. Use pairs of USDT, BTC/);
  });
});
