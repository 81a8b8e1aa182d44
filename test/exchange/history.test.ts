import { describe, expect, test } from 'vitest';
import { fromUnits, higher, lower, toUnits } from '../../src/exchange/simulator/decimal.ts';
import { History, TRADES_KEPT } from '../../src/exchange/simulator/history.ts';
import { every, INTERVALS, type Interval, SECOND } from '../../src/exchange/simulator/interval.ts';
import { type Listing, list } from '../../src/exchange/simulator/listing.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { pastOf } from '../../src/exchange/simulator/past.ts';
import type { TradePayload } from '../../src/market/events.ts';

const START = Date.UTC(2024, 7, 8, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const pairs = [{ symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', weight: 1 }];
const trades = createMarket({ seed: 5, start: START, pairs, rate: 10 }).until(START + HOUR);
const historyOf = (recorded: readonly TradePayload[]): History => {
  const history = new History('1.00000000');
  for (const trade of recorded) history.record(trade);
  return history;
};
const trade = (t: number, T: number, p = '2.00000000'): TradePayload => ({
  e: 'trade',
  E: T,
  s: 'X',
  t,
  p,
  q: '3.00000000',
  T,
  m: t % 2 === 0,
  M: true,
});

describe('the history of a symbol', () => {
  test('has the opening price until a trade makes another', () => {
    expect(new History('7.00000000').price).toBe('7.00000000');
    expect(historyOf([trade(1, START)]).price).toBe('2.00000000');
    expect(new History('7.00000000').candles(every(MINUTE), START)).toEqual([]);
  });

  test('keeps the last trades and no more than it says', () => {
    const recorded = Array.from({ length: 3 * TRADES_KEPT + 5 }, (_, i) => trade(i + 1, START));
    const history = historyOf(recorded);
    expect(history.latest(2).map(({ t }) => t)).toEqual([3 * TRADES_KEPT + 4, 3 * TRADES_KEPT + 5]);
    expect(history.latest(10 * TRADES_KEPT)).toHaveLength(TRADES_KEPT);
    expect(history.from(1, 1)[0]?.t).toBe(2 * TRADES_KEPT + 6);
    expect(history.from(3 * TRADES_KEPT, 3).map(({ t }) => t - 3 * TRADES_KEPT)).toEqual([0, 1, 2]);
    expect(history.from(3 * TRADES_KEPT + 6, 3)).toEqual([]);
  });

  test('makes candles whose amounts are those of the trades in them, to the last digit', () => {
    const candles = historyOf(trades).candles(every(5 * MINUTE), START + HOUR - 1);
    expect(candles).toHaveLength(12);
    for (const candle of candles) {
      const within = trades.filter(({ T }) => T >= candle.start && T < candle.start + 5 * MINUTE);
      const prices = within.map(({ p }) => Number(p));
      const sum = (of: readonly TradePayload[]) => of.reduce((all, { q }) => all + toUnits(q), 0n);
      expect(candle.trades).toBe(within.length);
      expect(candle.volume).toBe(sum(within));
      expect(candle.takerVolume).toBe(sum(within.filter(({ m }) => !m)));
      expect(fromUnits(candle.open)).toBe(within[0]?.p);
      expect(fromUnits(candle.close)).toBe(within.at(-1)?.p);
      expect(Number(fromUnits(candle.high))).toBe(Math.max(...prices));
      expect(Number(fromUnits(candle.low))).toBe(Math.min(...prices));
    }
  });

  test('has a candle for a minute without a trade, at the last price', () => {
    const history = historyOf([trade(1, START, '5.00000000'), trade(2, START + 3 * MINUTE)]);
    const candles = history.candles(every(MINUTE), START + 5 * MINUTE);
    expect(candles.map(({ trades }) => trades)).toEqual([1, 0, 0, 1, 0, 0]);
    expect(candles.map(({ close }) => fromUnits(close)[0])).toEqual(['5', '5', '5', '2', '2', '2']);
  });

  test('forgets what is older than 25 hours, also after a long silence', () => {
    const silent = historyOf([trade(1, START)]).candles(every(MINUTE), START + 100 * HOUR);
    expect(silent.map(({ start }) => start)).toEqual(
      Array.from({ length: 1_500 }, (_, i) => START + 100 * HOUR - (1_499 - i) * MINUTE),
    );
    const history = historyOf([trade(1, START), trade(2, START + 100 * HOUR)]);
    const candles = history.candles(every(MINUTE), START + 101 * HOUR);
    expect(candles).toHaveLength(1_500);
    expect(candles.at(-1)?.start).toBe(START + 101 * HOUR);
    expect(candles.filter(({ trades }) => trades > 0)).toHaveLength(1);
  });

  test('has no candle of which it has forgotten a part', () => {
    const minutes = (n: number) => Array.from({ length: n }, (_, i) => trade(i + 1, START + 30 * MINUTE + i * MINUTE));
    const first = (history: History, width: number, after: number) => {
      const [candle] = history.candles(every(width), START + 30 * MINUTE + after);
      return [((candle?.start ?? 0) - START) / MINUTE, candle?.trades];
    };
    const young = historyOf(minutes(100));
    expect(first(young, HOUR, 99 * MINUTE), 'it opened amid an hour').toEqual([0, 30]);
    for (const silent of [1, 29, 30]) {
      expect(first(young, HOUR, 25 * HOUR + (silent - 1) * MINUTE), `${silent} forgotten`).toEqual([60, 60]);
    }
    expect(first(young, HOUR, 25 * HOUR + 30 * MINUTE), 'the first minute of an hour forgotten').toEqual([120, 10]);
    const old = historyOf(minutes(3_000));
    expect(first(old, HOUR, 2_999 * MINUTE)).toEqual([1_560, 60]);
    expect(first(old, MINUTE, 2_999 * MINUTE)).toEqual([1_530, 1]);
  });

  test('has the open candle of a width that is more than is kept, and no other of which a part is forgotten', () => {
    const hourly = Array.from({ length: 24 * 4 }, (_, i) => trade(i + 1, START + i * HOUR));
    const at = Date.UTC(2024, 7, 12, 11); // a Monday
    const open = (name: string) => historyOf(hourly).candles(INTERVALS.get(name) as Interval, at);
    expect(open('1w').map(({ start }) => start)).toEqual([Date.UTC(2024, 7, 12)]);
    expect(open('1M').map(({ start, trades }) => [start, trades])).toEqual([[Date.UTC(2024, 7, 1), 25]]);
  });

  test('makes candles of a second of the trades that it keeps, the last thousand', () => {
    const within = historyOf(trades.slice(0, 200));
    const { T = 0 } = trades[199] ?? {};
    const candles = within.candles(SECOND, T + 5_000);
    expect(candles[0]?.start).toBe(Math.floor((trades[0]?.T ?? 0) / 1_000) * 1_000);
    expect(candles.reduce((sum, { trades }) => sum + trades, 0)).toBe(200);
    expect(candles.slice(-5).map(({ trades }) => trades)).toEqual([0, 0, 0, 0, 0]);
    expect(within.candles(SECOND, T + HOUR)).toHaveLength(1_000);
    const forgetful = new History('1.00000000', 3);
    for (let i = 1; i <= 4; i++) forgetful.record(trade(i, START + i * 600));
    expect(
      forgetful.candles(SECOND, START + 2_400).map(({ start, trades }) => [start - START, trades]),
      'the first of what is left may have had more',
    ).toEqual([[2_000, 1]]);
  });
});

describe('an interval', () => {
  test.each([
    ['1s', '2024-02-29T12:34:56Z', '2024-02-29T12:34:57Z'],
    ['3m', '2024-02-29T12:33:00Z', '2024-02-29T12:36:00Z'],
    ['1d', '2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['3d', '2024-02-29T00:00:00Z', '2024-03-03T00:00:00Z'],
    ['1w', '2024-02-26T00:00:00Z', '2024-03-04T00:00:00Z'],
    ['1M', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'],
  ])('of %s begins and ends as its name says, in the calendar', (name, start, end) => {
    const { startOf, endOf } = INTERVALS.get(name) as Interval;
    const time = Date.UTC(2024, 1, 29, 12, 34, 56, 789);
    expect([startOf(time), endOf(time)].map((at) => new Date(at).toISOString().replace('.000', ''))).toEqual([
      start,
      end,
    ]);
    expect([startOf(startOf(time)), endOf(startOf(time)), startOf(endOf(time))]).toEqual(
      [start, end, end].map((at) => Date.parse(at)),
    );
  });

  test('ends with its year', () => {
    const { endOf } = INTERVALS.get('1M') as Interval;
    expect(endOf(Date.UTC(2024, 11, 31, 23))).toBe(Date.UTC(2025, 0, 1));
  });
});

test('the past of a market is made up from its seed, without holes, and joins on to its first price', () => {
  const past = { minutes: 100, until: START + 30_000 };
  const [all, again] = [list(START), list(START)].map((listings) => listings.map((one) => pastOf(one, 5, past)));
  expect(all).toEqual(again);
  expect(pastOf(list(START)[0] as Listing, 6, past)).not.toEqual(all?.[0]);
  for (const [i, { opening }] of list(START).entries()) {
    const candles = all?.[i]?.minutes ?? [];
    expect(candles.map(({ start }) => start)).toEqual(candles.map((_, i) => START - (100 - i) * MINUTE));
    expect(candles.slice(1).map(({ open }) => open)).toEqual(candles.slice(0, -1).map(({ close }) => close));
    expect(new Set(candles.map(({ close }) => close)).size).toBeGreaterThan(10);
    expect(
      candles.every(({ open, high, low, close }) => low <= open && low <= close && high >= open && high >= close),
    ).toBe(true);
    const history = new History(opening, undefined, { minutes: candles, hours: [], days: [] });
    expect(fromUnits(history.candles(every(MINUTE), START).at(-1)?.close ?? 0n)).toBe(opening);
    expect(history.latest(1)).toEqual([]);
  }
});

describe('a past of years', () => {
  const until = START + 17 * MINUTE + 30_000;
  const past = { minutes: 1_440, hours: 480, days: 750, until };
  const [listing] = list(START);
  if (!listing) throw new Error('there is one');
  const candles = pastOf(listing, 5, past);
  const history = new History(listing.opening, undefined, candles);
  const told = (name: string, now = until) => history.candles(INTERVALS.get(name) as Interval, now);

  test.each([
    ['1m', 1_440],
    ['15m', 96],
    ['1h', 500],
    ['4h', 125],
    ['1d', 770],
    ['1w', 110],
    ['1M', 25],
  ])('has no hole in candles of %s, of which there are %d at least', (name, least) => {
    const found = told(name);
    const { endOf } = INTERVALS.get(name) as Interval;
    expect(found.length).toBeGreaterThanOrEqual(least);
    expect(found.slice(1).map(({ start }) => start)).toEqual(found.slice(0, -1).map(({ start }) => endOf(start)));
    expect(found.slice(1).map(({ open }) => open)).toEqual(found.slice(0, -1).map(({ close }) => close));
    expect(fromUnits(found.at(-1)?.close ?? 0n)).toBe(listing.opening);
  });

  test('tells the same of a time in each width', () => {
    const hour = told('1h').filter(({ start }) => start >= START - 20 * HOUR);
    for (const { start, high, low, volume, trades } of hour) {
      const minutes = told('1m').filter((one) => one.start >= start && one.start < start + HOUR);
      const sum = minutes.reduce((all, one) => all + one.volume, 0n);
      expect([volume, trades]).toEqual([sum, minutes.reduce((all, one) => all + one.trades, 0)]);
      expect([high, low]).toEqual([
        minutes.reduce((most, one) => higher(most, one.high), 0n),
        minutes.reduce((least, one) => lower(least, one.low), high),
      ]);
    }
    const day = told('1d').at(-2);
    const hours = told('1h').filter(({ start }) => start >= (day?.start ?? 0) && start < (day?.start ?? 0) + 24 * HOUR);
    expect(day?.volume).toBe(hours.reduce((all, one) => all + one.volume, 0n));
  });

  test('goes on with the trades, and forgets no hour with its minutes', () => {
    for (let i = 0; i < 48; i++) history.record(trade(i + 1, until + i * HOUR, '9.00000000'));
    const now = until + 47 * HOUR;
    expect(
      told('1h', now)
        .slice(-48)
        .map(({ trades, start }) => [trades > 0, start % HOUR]),
    ).toEqual(Array(48).fill([true, 0]));
    expect(
      told('1d', now)
        .slice(-2)
        .map(({ close }) => fromUnits(close)),
    ).toEqual(['9.00000000', '9.00000000']);
    expect(told('1m', now)).toHaveLength(1_500);
  });
});
