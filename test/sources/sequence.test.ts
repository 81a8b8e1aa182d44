import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MarketEvent, TradePayload } from '../../src/market/events.ts';
import { Sequence } from '../../src/sources/binance/sequence.ts';

const trade = (s: string, t: number): TradePayload => ({
  e: 'trade',
  E: 1_000 + t,
  s,
  t,
  p: '1.00000000',
  q: '1.00000000',
  T: 1_000 + t,
  m: false,
  M: true,
});
const arrivals = fc.array(fc.tuple(fc.constantFrom('A', 'B'), fc.integer({ min: 1, max: 12 })), { maxLength: 40 });

/** What came, told plainly: a duplicate is left out, a jump is said once. */
function plainly(arrived: readonly TradePayload[]): MarketEvent[] {
  const last: Record<string, number> = {};
  return arrived.flatMap((trade): MarketEvent[] => {
    const before = last[trade.s] ?? trade.t - 1;
    if (trade.t <= before) return [];
    last[trade.s] = trade.t;
    const gap = { e: 'gap', E: trade.T, s: trade.s, from: before + 1, to: trade.t - 1 } as const;
    return trade.t === before + 1 ? [trade] : [gap, trade];
  });
}

describe('a sequence of trades', () => {
  test('leaves out what came before, and says each jump once', () => {
    fc.assert(
      fc.property(arrivals, (ids) => {
        const arrived = ids.map(([s, t]) => trade(s, t));
        const sequence = new Sequence(undefined);
        expect(sequence.take(arrived).items).toEqual(plainly(arrived));
      }),
    );
  });

  test('goes on from the position of any item as if it had never stopped', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(), (ids, n) => {
        const arrived = ids.map(([s, t]) => trade(s, t));
        const read = new Sequence(undefined).take(arrived);
        fc.pre(read.items.length > 0);
        const i = n % read.items.length;
        // Everything is delivered again, as after a reconnect.
        const resumed = new Sequence(read.positionOf(i)).take(arrived);
        const told = new Set(read.items.slice(0, i + 1).map(({ s }) => s));
        const rest = read.items.slice(i + 1);
        expect(resumed.items.filter(({ s }) => told.has(s))).toEqual(rest.filter(({ s }) => told.has(s)));
      }),
    );
  });

  test('has the same position for an item whatever was asked before, and that of the read for the last', () => {
    const read = new Sequence(undefined).take([trade('A', 1), trade('B', 7), trade('A', 4), trade('A', 5)]);
    const inOrder = read.items.map((_, i) => read.positionOf(i));
    const backwards = read.items.map((_, i) => read.positionOf(read.items.length - 1 - i)).reverse();
    expect(backwards).toEqual(inOrder);
    expect(inOrder).toEqual(['{"A":1}', '{"A":1,"B":7}', '{"A":3,"B":7}', '{"A":4,"B":7}', '{"A":5,"B":7}']);
    expect(read.position).toBe(inOrder.at(-1));
  });
});
