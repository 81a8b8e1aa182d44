import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { StreamEvent, TradePayload } from '../../../src/market/events.ts';
import { Gap, type Page } from '../../../src/sources/binance/gap.ts';
import { Sequence } from '../../../src/sources/binance/sequence.ts';
import { streamed } from '../../support/exchange.ts';

const SYMBOLS = ['A', 'B'];
const IDS = 30;

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
const filled = (s: string, t: number): TradePayload => ({ ...trade(s, t), E: 1_000 + t, filled: 'historicalTrades' });

/** What an exchange that has traded the ids below `next` tells, of which it remembers those from `first` on. */
function page(s: string, from: number, next: number, { first = 1, limit = 4, round = 1_000 } = {}): Page {
  const start = Math.max(from, first);
  const end = Math.min(next, start + limit);
  const trades = Array.from({ length: Math.max(0, end - start) }, (_, i) => filled(s, start + i));
  return { from, to: trades.at(-1)?.t ?? from - 1, trades, whole: true, last: trades.length < limit, round };
}

const ids = (events: readonly StreamEvent[]) =>
  events.map((event) => (event.e === 'gap' ? `${event.s}${event.from}-${event.to}` : `${event.s}${event.t}`));
const takeAll = (sequence: Sequence): StreamEvent[] => streamed(sequence.take(1_000).items);

/** Asks for all that is wanted until nothing is, as the filler does. */
function fill(
  sequence: Sequence,
  next: number | ((symbol: string) => number),
  options: Parameters<typeof page>[3] = {},
): void {
  for (let wants = sequence.wanted(); wants.length > 0; wants = sequence.wanted()) {
    const news = wants.map(({ symbol, from, round }) => {
      const until = typeof next === 'number' ? next : next(symbol);
      return sequence.found(symbol, page(symbol, from, until, { ...options, round }), 0);
    });
    if (!news.includes(true)) return;
  }
}

describe('a sequence of trades', () => {
  test('lets what comes wait behind a gap, until what is missing is found', () => {
    const sequence = new Sequence(undefined);
    for (const one of [trade('A', 1), trade('B', 1), trade('A', 4), trade('B', 2)]) sequence.receive(one, 0);
    expect(ids(takeAll(sequence))).toEqual(['A1', 'B1']);
    expect([sequence.ready, sequence.waiting]).toEqual([false, 3]);
    expect(sequence.wanted()).toEqual([{ symbol: 'A', from: 2, round: 0 }]);
    sequence.found('A', page('A', 2, 5), 10);
    const read = sequence.take(1_000);
    expect(read.items).toEqual([filled('A', 2), filled('A', 3), trade('A', 4), trade('B', 2)]);
    expect(read.position).toBe('{"A":4,"B":2}');
    expect([sequence.filled, sequence.missing]).toEqual([2, 0]);
  });

  test('takes what another connection brings of a gap', () => {
    const sequence = new Sequence(undefined);
    for (const t of [1, 4, 2, 3, 3]) sequence.receive(trade('A', t), 0);
    expect(ids(takeAll(sequence))).toEqual(['A1', 'A2', 'A3', 'A4']);
    expect(sequence.duplicates).toBe(1);
  });

  test('after 30 s tells a gap instead, and lets in late what is found later, behind what has waited', () => {
    const sequence = new Sequence(undefined);
    for (const t of [1, 4]) sequence.receive(trade('A', t), 500);
    sequence.giveUp(30_499, false);
    expect(ids(takeAll(sequence))).toEqual(['A1']);
    sequence.giveUp(30_500, false);
    const read = sequence.take(1_000);
    expect(read.items).toEqual([{ e: 'gap', E: 1_004, s: 'A', from: 2, to: 3 }, trade('A', 4)]);
    expect(read.position).toBe('{"A":[4,[2,3]]}');
    sequence.receive(trade('A', 5), 31_000);
    expect(sequence.wanted()).toEqual([{ symbol: 'A', from: 2, round: 0, late: true, single: false }]);
    sequence.found('A', page('A', 2, 6), 40_000);
    const late = sequence.take(1_000);
    expect(ids(streamed(late.items))).toEqual(['A5', 'A2', 'A3']);
    expect(late.position).toBe('{"A":5}');
    expect(sequence.wanted()).toEqual([]);
  });

  test('waits longer while others are filled, also through a minute of limits, and not for ever', () => {
    const sequence = new Sequence(undefined);
    for (const s of SYMBOLS) for (const t of [1, 9]) sequence.receive(trade(s, t), 0);
    sequence.take(1);
    sequence.found('B', page('B', 2, 50, { limit: 1 }), 0);
    sequence.giveUp(89_999, false);
    expect(takeAll(sequence)).toEqual([]);
    sequence.found('B', page('B', 3, 50, { limit: 1 }), 89_999);
    sequence.giveUp(119_999, false);
    expect(takeAll(sequence)).toEqual([]);
    sequence.giveUp(120_000, false);
    expect(ids(takeAll(sequence))).toEqual(['A2-8', 'A9', 'B1', 'B2', 'B3']);
  });

  test('does not wait longer for an exchange that fails', () => {
    const sequence = new Sequence(undefined);
    for (const s of SYMBOLS) for (const t of [1, 9]) sequence.receive(trade(s, t), 0);
    sequence.found('B', page('B', 2, 50, { limit: 1 }), 10_000);
    sequence.giveUp(30_000, true);
    expect(ids(takeAll(sequence))).toEqual(['A1', 'A2-8', 'A9', 'B1', 'B2']);
    sequence.giveUp(40_000, true);
    expect(ids(takeAll(sequence))).toEqual(['B3-8', 'B9']);
  });

  test('gives a gap up at once where the exchange has the trades no more, and asks no further', () => {
    const sequence = new Sequence(undefined);
    for (const t of [1, 9]) sequence.receive(trade('A', t), 0);
    sequence.found('A', page('A', 2, 10, { first: 6 }), 0);
    const read = sequence.take(1_000);
    expect(read.items[1]).toEqual({ e: 'gap', E: 1_006, s: 'A', from: 2, to: 5, lost: true });
    expect(ids(streamed(read.items))).toEqual(['A1', 'A2-5', 'A6', 'A7', 'A8', 'A9']);
    expect(read.position).toBe('{"A":9}');
    expect(sequence.wanted()).toEqual([]);
  });

  test('fills an outage of all symbols in the order of time, as far as the exchange has come', () => {
    const sequence = new Sequence('{"A":2,"B":5}');
    sequence.outage([...SYMBOLS, 'never seen'], 0);
    sequence.receive(trade('A', 8), 0);
    fill(sequence, 8);
    expect(ids(takeAll(sequence))).toEqual(['A3', 'A4', 'A5', 'B6', 'A6', 'B7', 'A7', 'A8'].sort(byTime));
    sequence.receive(trade('B', 8), 0);
    expect(ids(takeAll(sequence))).toEqual(['B8']);
    expect(sequence.missing).toBe(0);
  });
  const byTime = (a: string, b: string) => Number(a.slice(1)) - Number(b.slice(1)) || (a < b ? -1 : 1);

  test('does not take for the end of a second outage what was asked before it', () => {
    const sequence = new Sequence('{"A":2}');
    sequence.outage(['A'], 0);
    const [want] = sequence.wanted();
    sequence.outage(['A'], 10);
    sequence.found('A', page('A', 3, 5, { round: want?.round ?? 0 }), 20);
    expect([ids(takeAll(sequence)), sequence.ready]).toEqual([['A3', 'A4'], false]);
    fill(sequence, 7);
    sequence.receive(trade('A', 7), 30);
    expect(ids(takeAll(sequence))).toEqual(['A5', 'A6', 'A7']);
  });

  test('keeps of aggregates what they tell, and seeks the rest', () => {
    const sequence = new Sequence('{"A":2}');
    sequence.outage(['A'], 0);
    const some = { from: 3, to: 8, trades: [3, 6].map((t) => filled('A', t)), whole: false, last: true, round: 1 };
    sequence.found('A', some, 0);
    sequence.giveUp(30_000, false);
    expect(ids(takeAll(sequence))).toEqual(['A3', 'A4-5', 'A6', 'A7-8']);
    fill(sequence, 9);
    expect(ids(takeAll(sequence))).toEqual(['A4', 'A5', 'A7']); // a page; the next one when that is written
    fill(sequence, 9);
    expect(ids(takeAll(sequence))).toEqual(['A8']);
  });

  test('tells as lost what it has told as missing, where the exchange has it no more, and does not count it again', () => {
    const sequence = new Sequence('{"A":[9,[2,4],[6,6]]}');
    expect(sequence.found('A', page('A', 2, 9, { first: 4 }), 0)).toBe(true);
    expect(sequence.wanted()).toEqual([]); // until it is written
    const read = sequence.take(10);
    const lost = { e: 'gap', E: 1_004, s: 'A', from: 2, to: 3, lost: true, again: true };
    expect(read.items).toEqual([lost, filled('A', 4), filled('A', 6)]);
    expect([read.positionOf(0), read.position]).toEqual(['{"A":[9,[4,4],[6,6]]}', '{"A":9}']);
    expect(sequence.missing).toBe(0);
    expect(sequence.found('A', page('A', 2, 9, { first: 4 }), 0)).toBe(false);
  });

  test('of a gap that ends what was found late goes on from there', () => {
    const sequence = new Sequence('{"A":[9,[2,5]]}');
    sequence.found('A', page('A', 2, 9, { first: 5, limit: 1 }), 0);
    expect(ids(takeAll(sequence))).toEqual(['A2-4', 'A5']);
    const other = new Sequence('{"A":[9,[2,3],[7,7]]}');
    other.found(
      'A',
      { from: 2, to: 5, trades: [4, 5].map((t) => filled('A', t)), whole: true, last: false, round: 0 },
      0,
    );
    expect(ids(takeAll(other))).toEqual(['A2-3']);
    expect(other.wanted()).toMatchObject([{ symbol: 'A', from: 7 }]);
  });

  test('seeks nothing of a symbol that is read no more, and keeps its last id', () => {
    const sequence = new Sequence('{"A":[9,[3,4]],"OLD":[9,[3,4]]}', ['A']);
    expect(sequence.wanted().map(({ symbol }) => symbol)).toEqual(['A']);
    expect(sequence.take(1).position).toBe('{"A":[9,[3,4]],"OLD":9}');
  });

  test('tells of a gap that aggregates ended the time of the last one', () => {
    const sequence = new Sequence('{"A":2}');
    sequence.outage(['A'], 0);
    sequence.found('A', { from: 3, to: 5, trades: [], time: 1_005, whole: false, last: true, round: 1 }, 0);
    sequence.receive(trade('A', 6), 0);
    sequence.giveUpAll();
    expect(takeAll(sequence)).toEqual([{ e: 'gap', E: 1_005, s: 'A', from: 3, to: 5 }, trade('A', 6)]);
  });

  test('has the same position for an item whatever was asked before, and that of the read for the last', () => {
    const sequence = new Sequence(undefined);
    for (const one of [trade('A', 1), trade('B', 7), trade('A', 4), trade('A', 5)]) sequence.receive(one, 0);
    sequence.giveUpAll();
    const read = sequence.take(1_000);
    const inOrder = read.items.map((_, i) => read.positionOf(i));
    const backwards = read.items.map((_, i) => read.positionOf(read.items.length - 1 - i)).reverse();
    expect(backwards).toEqual(inOrder);
    expect(inOrder).toEqual([
      '{"A":1}',
      '{"A":1,"B":7}',
      '{"A":[3,[2,3]],"B":7}',
      '{"A":[4,[2,3]],"B":7}',
      '{"A":[5,[2,3]],"B":7}',
    ]);
    expect(read.position).toBe(inOrder.at(-1));
  });
});

describe('what is too late', () => {
  test('is not asked for while more than a thousand trades wait to be read', () => {
    const sequence = new Sequence('{"A":[9,[2,3]]}');
    for (let t = 1; t <= 1_000; t++) sequence.receive(trade('B', t), 0);
    expect(sequence.wanted()).toHaveLength(1);
    sequence.receive(trade('B', 1_001), 0);
    expect(sequence.wanted()).toEqual([]);
  });

  test('is let in once, whoever brings it, until it is written', () => {
    const sequence = new Sequence('{"A":[9,[2,3]]}');
    expect(sequence.receive(trade('A', 2), 0)).toBe(true);
    expect(sequence.receive(trade('A', 3), 0)).toBe(false); // one at a time
    expect(sequence.found('A', page('A', 2, 10), 0)).toBe(false);
    expect(sequence.wanted()).toEqual([]);
    expect(ids(takeAll(sequence))).toEqual(['A2']);
    expect(sequence.wanted()).toMatchObject([{ from: 3 }]);
    expect(sequence.receive(trade('A', 3), 0)).toBe(true);
    expect(ids(takeAll(sequence))).toEqual(['A3']);
  });
});

test('of a gap a thousand trades are held, and no more asked for, before those in front of it are read', () => {
  const sequence = new Sequence(undefined);
  for (const t of [1, 3_000]) sequence.receive(trade('A', t), 0);
  sequence.found('A', page('A', 2, 3_000, { limit: 999 }), 0);
  expect(sequence.wanted()).toMatchObject([{ from: 1_001 }]);
  sequence.found('A', page('A', 1_001, 3_000, { limit: 1 }), 0);
  expect(sequence.wanted()).toEqual([]);
  sequence.take(2);
  expect(sequence.wanted()).toMatchObject([{ from: 1_002 }]);
});

describe('what a sequence looks at', () => {
  test('of an outage are few symbols for each trade, however many wait', () => {
    const symbols = Array.from({ length: 200 }, (_, i) => `S${i}`);
    const sequence = new Sequence(JSON.stringify(Object.fromEntries(symbols.map((symbol) => [symbol, 0]))));
    sequence.outage(symbols, 0);
    for (const symbol of symbols) sequence.found(symbol, page(symbol, 1, 6, { limit: 10 }), 0);
    const looks = vi.spyOn(Gap.prototype, 'head', 'get');
    expect(sequence.take(2_000).items).toHaveLength(1_000);
    expect(looks.mock.calls.length).toBeLessThan(2_000);
    looks.mockRestore();
  });

  test('of many gaps of a symbol is the first that is wanted', () => {
    const sequence = new Sequence(undefined);
    for (let t = 1; t < 400; t += 2) sequence.receive(trade('A', t), 0);
    for (let t = 1; t < 400; t += 2) sequence.receive(trade('B', t), 0);
    const looks = vi.spyOn(Gap.prototype, 'wanted', 'get');
    expect(sequence.wanted().map(({ symbol, from }) => [symbol, from])).toEqual([
      ['A', 2],
      ['B', 2],
    ]);
    expect(looks.mock.calls).toHaveLength(2);
    looks.mockRestore();
  });
});

/** What happens to a producer, one thing after the other; `n` chooses what is there to choose. */
const happenings = fc.array(
  fc.record({
    what: fc.constantFrom('trade', 'trade', 'trade', 'lost', 'again', 'rest', 'outage', 'give up', 'read', 'crash'),
    symbol: fc.constantFrom(...SYMBOLS),
    n: fc.nat(1_000),
  }),
  { maxLength: 120 },
);

test('whatever is lost, repeated, found, given up or crashes: every trade is written in the end, and ids have no hole', () => {
  fc.assert(
    fc.property(happenings, (story) => {
      const next = new Map(SYMBOLS.map((s) => [s, 1]));
      const of = (s: string) => next.get(s) ?? 1;
      let sequence = new Sequence(undefined);
      let log: StreamEvent[] = [];
      let position: string | undefined;
      let committed = 0;
      const read = (most: number) => {
        const got = sequence.take(most);
        log.push(...streamed(got.items));
        return got;
      };
      for (const s of SYMBOLS) sequence.receive(trade(s, 1), 0);
      position = read(10).position;
      committed = log.length;
      for (const s of SYMBOLS) next.set(s, 2);
      for (const { what, symbol, n } of story) {
        if (what === 'trade' || what === 'lost') {
          if (of(symbol) > IDS) continue;
          if (what === 'trade') sequence.receive(trade(symbol, of(symbol)), 0);
          next.set(symbol, of(symbol) + 1);
        } else if (what === 'again') sequence.receive(trade(symbol, 1 + (n % (of(symbol) - 1))), 0);
        else if (what === 'rest') {
          const want = sequence.wanted()[0];
          if (!want) continue;
          const told = page(want.symbol, want.from, of(want.symbol), { limit: 1 + (n % 5), round: want.round });
          sequence.found(want.symbol, told, 0);
        } else if (what === 'outage') sequence.outage(SYMBOLS, 0);
        else if (what === 'give up') sequence.giveUpAll();
        else if (what === 'read') {
          const got = read(1 + (n % 7));
          if (n % 2 === 0 || got.items.length === 0) continue;
          const at = n % got.items.length; // a commit may fall anywhere in a read
          position = got.positionOf(at);
          committed = log.length - got.items.length + at + 1;
        } else {
          log = log.slice(0, committed); // what was not committed is written again, and taken out by `dedupe`
          sequence = new Sequence(position);
          sequence.outage(SYMBOLS, 0);
        }
      }
      sequence.outage(SYMBOLS, 0);
      for (let left = 1; left > 0; ) {
        fill(sequence, of);
        left = read(1_000).items.length;
      }
      for (const s of SYMBOLS) {
        const own = log.filter((event) => event.s === s);
        const trades = own.flatMap((event) => (event.e === 'trade' ? [event.t] : []));
        expect(trades.toSorted((a, b) => a - b)).toEqual(Array.from({ length: of(s) - 1 }, (_, i) => i + 1));
        let last = 0;
        for (const event of own) {
          const [from, to] = event.e === 'gap' ? [event.from, event.to] : [event.t, event.t];
          if (from > last) expect(from).toBe(last + 1);
          else expect(event.e).toBe('trade'); // late, for a gap that was told
          last = Math.max(last, to);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});
