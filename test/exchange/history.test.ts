import { describe, expect, test } from 'vitest';
import { fromUnits, toUnits } from '../../src/exchange/simulator/decimal.ts';
import { History, TRADES_KEPT } from '../../src/exchange/simulator/history.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
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
    expect(new History('7.00000000').candles(MINUTE, START)).toEqual([]);
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
    const candles = historyOf(trades).candles(5 * MINUTE, START + HOUR - 1);
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
    const candles = history.candles(MINUTE, START + 5 * MINUTE);
    expect(candles.map(({ trades }) => trades)).toEqual([1, 0, 0, 1, 0, 0]);
    expect(candles.map(({ close }) => fromUnits(close)[0])).toEqual(['5', '5', '5', '2', '2', '2']);
  });

  test('forgets what is older than a day, also after a long silence', () => {
    const silent = historyOf([trade(1, START)]).candles(MINUTE, START + 100 * HOUR);
    expect(silent.map(({ start }) => start)).toEqual(
      Array.from({ length: 1_440 }, (_, i) => START + 100 * HOUR - (1_439 - i) * MINUTE),
    );
    const history = historyOf([trade(1, START), trade(2, START + 100 * HOUR)]);
    const candles = history.candles(MINUTE, START + 101 * HOUR);
    expect(candles).toHaveLength(1_440);
    expect(candles.at(-1)?.start).toBe(START + 101 * HOUR);
    expect(candles.filter(({ trades }) => trades > 0)).toHaveLength(1);
  });

  test('has no candle of which it has forgotten a part', () => {
    const minutes = (n: number) => Array.from({ length: n }, (_, i) => trade(i + 1, START + 30 * MINUTE + i * MINUTE));
    const first = (history: History, width: number, after: number) => {
      const [candle] = history.candles(width, START + 30 * MINUTE + after);
      return [((candle?.start ?? 0) - START) / MINUTE, candle?.trades];
    };
    const young = historyOf(minutes(100));
    expect(first(young, HOUR, 99 * MINUTE), 'it opened amid an hour').toEqual([0, 30]);
    for (const silent of [1, 29, 30]) {
      expect(first(young, HOUR, 24 * HOUR + (silent - 1) * MINUTE), `${silent} forgotten`).toEqual([60, 60]);
    }
    expect(first(young, HOUR, 24 * HOUR + 30 * MINUTE), 'the first minute of an hour forgotten').toEqual([120, 10]);
    const old = historyOf(minutes(3_000));
    expect(first(old, HOUR, 2_999 * MINUTE)).toEqual([1_620, 60]);
    expect(first(old, MINUTE, 2_999 * MINUTE)).toEqual([1_590, 1]);
  });
});
