import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pipeline } from '../../src/core/pipeline.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { usd } from '../../src/operators/usd.ts';
import { print } from '../../src/sinks/print.ts';
import { drive } from '../../src/testing.ts';
import { decimalOf } from '../support/arbitraries.ts';
import { tickAt, tradeAt } from '../support/market.ts';

const priced = pipeline('priced').from(log('trades')).pipe(parse(trade), usd()).to(print());

interface Deal {
  readonly price: bigint;
  readonly quantity: bigint;
  readonly rate: bigint;
}

/** Units of 1e-8, so small that no product needs more than 15 digits; many of them end in what makes a tie. */
const units = fc.oneof(
  fc.bigInt({ min: 1n, max: 10n ** 10n }),
  fc.tuple(fc.bigInt({ min: 1n, max: 199n }), fc.constantFrom(1n, 50_000_000n, 500_000n)).map(([n, by]) => n * by),
);
const deals: fc.Arbitrary<Deal[]> = fc.array(fc.record({ price: units, quantity: units, rate: units }), {
  maxLength: 12,
});

/** Each deal behind a tick that has settled. */
const logOf = (all: readonly Deal[]) =>
  all.flatMap(({ price, quantity, rate }, i) => [
    tickAt(i * 5_000, { BTC: decimalOf(rate) }),
    tradeAt((i + 1) * 5_000, { s: 'ETHBTC', p: decimalOf(price), q: decimalOf(quantity) }),
  ]);

/** In units of 1e-8: the product in units of 1e-24, and the rest compared with a half. */
function worth({ price, quantity, rate }: Deal): bigint {
  const product = price * quantity * rate;
  const [whole, rest] = [product / 10n ** 16n, product % 10n ** 16n];
  const up = rest > 5n * 10n ** 15n || (rest === 5n * 10n ** 15n && whole % 2n === 1n);
  return up ? whole + 1n : whole;
}

async function dollars(all: readonly Deal[]): Promise<(number | null)[]> {
  const { writes } = await drive(priced, logOf(all), { batch: 1_000 });
  return (writes.print ?? []).map(({ value }) => value.usd);
}

test('dollars are the exact product, half-even at 8 places', async () => {
  await fc.assert(
    fc.asyncProperty(deals, async (all) => {
      expect(await dollars(all)).toEqual(all.map((deal) => Number(`${worth(deal)}e-8`)));
    }),
    { numRuns: 100 },
  );
});

test('of a tie they are the even one', async () => {
  const half = { quantity: 50_000_000n, rate: 100_000_000n };
  const ties = [1n, 3n, 5n, 6n].map((price) => ({ price, ...half }));
  expect(await dollars(ties)).toEqual([0, 2e-8, 2e-8, 3e-8]);
  expect(ties.map(worth)).toEqual([0n, 2n, 2n, 3n]);
});

test('are rounded once, at the end', async () => {
  const twice = { price: 1n, quantity: 60_000_000n, rate: 80_000_000n };
  expect(await dollars([twice])).toEqual([0]);
});

test('a trade worth more than can be told exactly is set aside, and the next one is priced', async () => {
  const huge = tradeAt(1, { p: '99999999.9999999', q: '99999999.9999999' });
  const { writes, rejected } = await drive(priced, [huge, tradeAt(2)]);
  expect(rejected).toMatchObject([{ reason: 'failed', text: JSON.stringify(huge) }]);
  expect(rejected[0]?.detail).toContain('too large; wanted less than 1e15');
  expect((writes.print ?? []).map(({ value }) => value.usd)).toEqual([1]);
});
