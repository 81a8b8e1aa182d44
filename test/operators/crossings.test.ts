import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pipeline } from '../../src/core/pipeline.ts';
import { file } from '../../src/logs/file/file.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { crossings } from '../../src/operators/crossings.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { check } from '../../src/runtime/check.ts';
import { print } from '../../src/sinks/print.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { BATCHES } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';
import { written } from '../support/written.ts';

interface Told {
  readonly key: string;
  readonly direction: string;
  readonly nth: number;
  readonly id: number;
  readonly short: number;
  readonly long: number;
}

const crossed = (short: number, long: number) =>
  pipeline('crossed')
    .from(file('trades.ndjson'))
    .pipe(
      parse(trade),
      crossings({ key: 'symbol', of: 'price', short, long }),
      map(({ event, ...rest }) => ({ ...rest, id: event.id })),
    )
    .to(print());

async function told(items: readonly Item[], { short = 2, long = 3, batch = 1 } = {}): Promise<readonly Told[]> {
  const { writes } = await drive(crossed(short, long), items, { batch });
  return written(writes.print) as readonly Told[];
}

const prices = (...all: readonly string[]): readonly Item[] => all.map((p, i) => tradeAt(i + 1, { p }));
const turns = (all: readonly Told[]) => all.map(({ direction, id }) => `${direction} ${id}`);

describe('crossings', () => {
  test('tells where the quick mean passes the slow one, and with what it came', async () => {
    const all = await told(prices('3', '2', '1', '2', '3', '3', '2', '1'));
    expect(all).toEqual([
      { key: 'BTCUSDT', direction: 'up', nth: 1, short: 2.5, long: 2, id: 5 },
      { key: 'BTCUSDT', direction: 'down', nth: 2, short: 2.5, long: 2.666_666_67, id: 7 },
    ]);
  });

  test('says nothing before the slow mean has all of its amounts, nor of the side on which it begins', async () => {
    expect(await told(prices('1', '5', '1', '5'), { short: 1, long: 4 })).toEqual([]);
  });

  test('means that are equal cross nothing', async () => {
    expect(turns(await told(prices('1', '2', '3', '3', '3', '3', '4', '4', '4', '3')))).toEqual(['down 10']);
  });

  test('equal is what is equal to the last digit', async () => {
    // Three times 0.4 is more than 0.7 + 0.1 + 0.4 where it is reckoned in binary: up, and then down again.
    expect(await told(prices('0.9', '0.7', '0.1', '0.4', '0.05'), { short: 1, long: 3 })).toEqual([]);
    const large = ['9007199.25474099', '9007199.25474098', '9007199.25474097', '9007199.25474099'];
    expect(turns(await told(prices(...large), { short: 1, long: 3 }))).toEqual(['up 4']);
  });

  test('each key has means of its own', async () => {
    const one = prices('3', '2', '1', '2', '3');
    const both = one.flatMap((item, i): readonly Item[] => [item, tradeAt(i + 1, { s: 'ETHUSDT', p: '1' })]);
    expect(turns(await told(both))).toEqual(['up 5']);
  });

  test.each(BATCHES)('goes on after a crash where it was, in reads of %d', async (batch) => {
    const all = prices('3', '2', '1', '2', '3', '2', '1');
    const calm = await told(all, { batch });
    const broken = (item: Item, i: number): readonly Item[] => (i % 2 === 0 ? [item, PAUSE] : [item, CRASH]);
    const crashing = all.flatMap(broken);
    expect(await told(crashing, { batch })).toEqual(calm);
    expect(calm.length).toBe(2);
  });

  test('any amounts cross where a plain loop over decimals says so', async () => {
    const amount = fc.integer({ min: 1, max: 6 }).map((n) => `0.${n}`);
    const property = fc.asyncProperty(
      fc.array(amount, { maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      async (all, short, more) => {
        const long = short + more;
        expect(turns(await told(prices(...all), { short, long }))).toEqual(plain(all, short, long));
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  test('is refused on a log of several partitions, and without two lengths', () => {
    const several = pipeline('several')
      .from(log('trades'))
      .pipe(parse(trade), crossings({ key: 'symbol', of: 'price', short: 1, long: 2 }))
      .to(print());
    expect([...check(several)]).toEqual([expect.stringContaining('right on a log of one partition only')]);
    for (const [short, long] of [
      [2, 2],
      [0, 2],
      [1.5, 2],
      [1, 10_001],
      [Number.NaN, 2],
    ] as const) {
      expect(() => crossings<{ a: string; b: number }>({ key: 'a', of: 'b', short, long })).toThrow(
        /two whole numbers/,
      );
    }
  });
});

/** In tenths. */
function plain(all: readonly string[], short: number, long: number): readonly string[] {
  const tenths = all.map((one) => Number(one.slice(2)));
  const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);
  const found: string[] = [];
  let side = 0;
  for (let end = long; end <= tenths.length; end++) {
    const last = tenths.slice(end - long, end);
    const now = Math.sign(sum(last.slice(-short)) * long - sum(last) * short);
    if (now === 0) continue;
    if (side !== 0 && now !== side) found.push(`${now > 0 ? 'up' : 'down'} ${end}`);
    side = now;
  }
  return found;
}
