/** On random markets, what is told against what an oracle allows: whole numbers of 1e-8, and distances in a graph. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dollarPrices } from '../../src/market/dollar-prices.ts';
import { decimalOf } from '../support/arbitraries.ts';

interface Market {
  readonly base: string;
  readonly quote: string;
  /** Of 1e-8. */
  readonly units: bigint;
}

const QUOTES = ['USDT', 'BTC', 'ETH', 'BNB', 'FDUSD', 'USDC', 'EUR', 'TRY', 'DOGE'];
const BRIDGES = ['BTC', 'ETH', 'BNB', 'FDUSD', 'USDC'];
const ONE = 100_000_000n;

const marketsOf = (units: fc.Arbitrary<bigint>) =>
  fc
    .uniqueArray(
      fc.record({ base: fc.constantFrom(...QUOTES, 'X1', 'X2', 'X3'), quote: fc.constantFrom(...QUOTES), units }),
      { maxLength: 24, size: 'max', selector: ({ base, quote }) => [base, quote].sort().join() },
    )
    .map((markets) => markets.filter(({ base, quote }) => base !== quote));
const pricesOf = (markets: readonly Market[]) =>
  dollarPrices(markets.map(({ base, quote, units }) => ({ symbol: base + quote, price: decimalOf(units) })));

/** How many markets lie between each asset and the dollar; absent where none leads there. */
function distances(markets: readonly Market[]): Map<string, number> {
  const at = new Map([['USDT', 0]]);
  for (const [asset, steps] of at) {
    for (const { base, quote } of markets) {
      for (const [from, to] of [
        [base, quote],
        [quote, base],
      ] as const) {
        if (from === asset && !at.has(to)) at.set(to, steps + 1);
      }
    }
  }
  return at;
}

function rounded(numerator: bigint, denominator: bigint): bigint {
  const [twice, whole] = [2n * (numerator % denominator), numerator / denominator];
  return twice > denominator || (twice === denominator && whole % 2n === 1n) ? whole + 1n : whole;
}
const unitsOf = (price = 0): bigint => BigInt(Math.round(price * 1e8));

test('each asset that markets join with the dollar has the price of the best of its nearest, no other any', () => {
  // So near to 1 that no chain of them leaves what a number holds to the last unit.
  const units = fc.bigInt({ min: ONE / 2n, max: 2n * ONE });
  fc.assert(
    fc.property(marketsOf(units), (markets) => {
      const prices = pricesOf(markets);
      const steps = distances(markets);
      expect(new Set(Object.keys(prices))).toEqual(new Set(steps.keys()));
      for (const [asset, step] of steps) {
        if (asset === 'USDT') continue;
        const ways = markets.flatMap(({ base, quote, units }) => {
          const [over, price] =
            base === asset
              ? [quote, rounded(units * unitsOf(prices[quote]), ONE)]
              : [base, rounded(unitsOf(prices[base]) * ONE, units)];
          return [base, quote].includes(asset) && steps.get(over) === step - 1 ? [{ over, price }] : [];
        });
        const best = BRIDGES.find((bridge) => ways.some(({ over }) => over === bridge));
        const allowed = ways.filter(({ over }) => best === undefined || over === best).map(({ price }) => price);
        expect(allowed, asset).toContain(unitsOf(prices[asset]));
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a market of its own in dollars always wins', () => {
  fc.assert(
    fc.property(marketsOf(fc.bigInt({ min: 1n, max: 10n ** 13n })), (markets) => {
      const prices = pricesOf(markets);
      for (const { base, quote, units } of markets) {
        if (quote === 'USDT') expect(prices[base], base).toBe(Number(decimalOf(units)));
      }
    }),
  );
});

test('whatever the markets say, it ends, and every price is a number above 0', () => {
  const wild = fc.oneof(
    fc.bigInt({ min: 0n, max: 999_999_999_999_999n }),
    fc.constantFrom(0n, 1n, 2n, ONE, 999_999_999_999_999n, 999_999_999_999_999n * ONE),
  );
  const symbol = fc.oneof(fc.constantFrom(...QUOTES.flatMap((base) => QUOTES.map((q) => base + q))), fc.string());
  const odd = fc.record({ symbol, price: fc.oneof(fc.string(), fc.constantFrom('1', '1e5', '', '-1', '0.000000001')) });
  fc.assert(
    fc.property(marketsOf(wild), fc.array(odd, { maxLength: 5 }), (markets, more) => {
      const tickers = markets.map(({ base, quote, units }) => ({ symbol: base + quote, price: decimalOf(units) }));
      for (const [asset, price] of Object.entries(dollarPrices([...tickers, ...more]))) {
        expect(price, asset).toBeGreaterThan(0);
        expect(price, asset).toBeLessThan(1e15);
        expect(asset).not.toBe('');
      }
    }),
    { numRuns: 1_000 },
  );
});
