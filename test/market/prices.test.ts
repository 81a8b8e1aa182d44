/**
 * Prices of the past, changes and investments, of candles that are made up, and of real ones against plain loops that
 * have no code in common with what they check: whole hours are looked up in a map, and money is counted in BigInt.
 */
import { describe, expect, test } from 'vitest';
import { days, hours, iso, minutes } from '../../src/core/time.ts';
import { changeText } from '../../src/market/change-text.ts';
import { changes } from '../../src/market/changes.ts';
import { invested } from '../../src/market/invested.ts';
import { investmentText } from '../../src/market/investment-text.ts';
import { priceAt } from '../../src/market/past-price.ts';
import { hasKlines, pricesOf, rawKlines } from '../support/klines.ts';

const HOUR = hours(1);
const NOON = Date.UTC(2021, 1, 10, 12);
/** Candles of an hour, from noon on; without those that have no close. */
const hourly = (...closes: readonly (string | undefined)[]) =>
  closes.flatMap((close, i) => {
    const openTime = NOON + hours(i);
    return close === undefined ? [] : [{ symbol: 'BTCUSDT', openTime, closeTime: openTime + HOUR - 1, close }];
  });

describe('the price at an instant', () => {
  test('is the close of the last candle that had ended by then', () => {
    const candles = hourly('1', '2', '3');
    expect(priceAt(candles, NOON + hours(2))).toEqual({ time: NOON + hours(2), price: '2', missing: 0 });
    expect(priceAt(candles, NOON + hours(2) - 1)).toEqual({ time: NOON + hours(1), price: '1', missing: 0 });
    expect(priceAt(candles, NOON + hours(3) + minutes(59))).toMatchObject({ price: '3', missing: 0 });
  });

  test('is not known before the first candle has ended, nor without one', () => {
    expect(priceAt(hourly('1', '2'), NOON + HOUR - 1)).toBeUndefined();
    expect(priceAt([], NOON)).toBeUndefined();
  });

  test('is of earlier where candles are missing, which is said; of another day it is not', () => {
    const candles = hourly('1', '2', undefined, undefined, '5');
    expect(priceAt(candles, NOON + hours(4))).toEqual({ time: NOON + hours(2), price: '2', missing: 2 });
    expect(priceAt(candles, NOON + hours(5))).toMatchObject({ price: '5', missing: 0 });
    const resting = [...hourly('1'), ...hourly(...Array(50).fill(undefined), '9')];
    expect(priceAt(resting, NOON + HOUR + days(1))).toMatchObject({ price: '1', missing: 24 });
    expect(priceAt(resting, NOON + HOUR + days(1) + HOUR)).toBeUndefined();
  });

  test('a candle in which the exchange went to rest is as wide as the others', () => {
    const [one, two] = hourly('1', '2');
    if (!one || !two) throw new Error('there are two');
    const candles = [one, { ...two, closeTime: two.openTime + minutes(41) }];
    expect(priceAt(candles, NOON + hours(2) - 1)).toMatchObject({ price: '1' });
    expect(priceAt(candles, NOON + hours(2))).toMatchObject({ price: '2', missing: 0 });
  });
});

describe('changes', () => {
  test('are of the last close, to the digit, from what was paid a span before', () => {
    expect(changes(hourly('100.5', '101', '100.1'), hours(2))).toEqual([
      {
        ...{ symbol: 'BTCUSDT', span: hours(2), time: NOON + hours(3), price: '100.1', missing: 0 },
        ...{ before: '100.5', change: '-0.4', relative: -0.003_980_099_5 },
      },
    ]);
  });

  test('each symbol has its own', () => {
    const ether = hourly('3', '4').map((one) => ({ ...one, symbol: 'ETHUSDT' }));
    const found = changes([...hourly('1', '2'), ...ether], HOUR);
    expect(found.map(({ symbol, relative }) => [symbol, relative])).toEqual([
      ['BTCUSDT', 1],
      ['ETHUSDT', 0.333_333_333_3],
    ]);
    expect(changes([], HOUR)).toEqual([]);
  });

  test('are as long as they say: what is still open does not count', () => {
    const open = (at: number) => hourly('1', '2', '4', '8').map((one, i) => ({ ...one, isClosed: i < at }));
    expect(changes(open(3), HOUR)).toMatchObject([{ time: NOON + hours(3), price: '4', before: '2' }]);
    expect(changes(open(4), HOUR)).toMatchObject([{ time: NOON + hours(4), price: '8', before: '4' }]);
    expect(changes(open(0), HOUR)).toEqual([]);
  });

  test('are not known where candles do not reach back as far, or told nothing for more than a day', () => {
    const unknown = { before: null, change: null, relative: null };
    expect(changes(hourly('1', '2'), hours(2))).toMatchObject([{ price: '2', ...unknown }]);
    const resting = hourly('1', ...Array(40).fill(undefined), '9');
    expect(changes(resting, HOUR)).toMatchObject([{ price: '9', ...unknown }]);
    expect(changes(hourly('0', '2'), HOUR)).toMatchObject([unknown]);
  });

  test('say how many candles are missing where the price before was wanted', () => {
    expect(changes(hourly('1', undefined, '3', '4'), hours(2))).toMatchObject([{ before: '1', missing: 1 }]);
    expect(changes(hourly('1', undefined, '3', '4'), hours(1))).toMatchObject([{ before: '3', missing: 0 }]);
  });
});

test('a change is told in words, and so is what is missing', () => {
  const words = (span: number, ...closes: readonly (string | undefined)[]) =>
    changes(hourly(...closes), hours(span)).map(changeText);
  expect(words(2, '100.5', '101', '100.1')).toEqual(['-0.4 (-0.40 %) within 2 h']);
  expect(words(24, '100', ...Array(23).fill('7'), '112.35')).toEqual(['+12.35 (+12.35 %) within 1 d']);
  expect(words(1, '7', '7')).toEqual(['0 (0.00 %) within 1 h']);
  expect(words(2, '7', '7')).toEqual(['no candle tells the change within 2 h']);
  expect(words(1, '7', undefined, '8')).toEqual(['+1 (+14.29 %) within 1 h, before which 1 candle is missing']);
  expect(words(1, '7', undefined, undefined, '8')).toEqual([
    '+1 (+14.29 %) within 1 h, before which 2 candles are missing',
  ]);
});

describe('what was invested', () => {
  const daily = (closes: readonly string[], first: number) =>
    closes.map((close, i) => ({
      ...{ symbol: 'BTCUSDT', openTime: first + days(i), closeTime: first + days(i + 1) - 1, close },
    }));
  const MARCH = Date.UTC(2021, 2);

  test('is as many coins as it bought at the close of that day, worth what they cost at the last', () => {
    const candles = daily([...Array(31).keys()].map((day) => String(300 + day)).concat('450.25'), MARCH);
    expect(invested(candles, 1_000, [1])[0]).toMatchObject({
      ...{ months: 1, since: MARCH + days(1), price: '300', units: '3.33333333', worth: '1500.83', missing: 0 },
    });
  });

  test('a month that has no such day has its last one', () => {
    const candles = daily(['7', '8', ...Array(30).fill('9'), '10'], Date.UTC(2021, 1, 27));
    expect(iso(candles.at(-1)?.openTime ?? 0)).toBe('2021-03-31T00:00:00.000Z');
    expect(invested(candles, 100, [1])[0]).toMatchObject({ price: '8', worth: '125' });
  });

  test('its course is what it was worth at each close since', () => {
    const candles = hourly('1', '2', '4', '3');
    expect(invested(candles, 10, [0])[0]?.course).toEqual([
      { ago: '0 months ago', time: NOON + hours(4), worth: '10' },
    ]);
    const long = daily(
      Array.from({ length: 32 }, (_, i) => String(i + 1)),
      MARCH,
    );
    const { course = [], worth } = invested(long, 10, [1])[0] ?? {};
    expect([course.length, course[0], course.at(-1)?.worth]).toEqual([
      32,
      { ago: '1 month ago', time: MARCH + days(1), worth: '10' },
      worth,
    ]);
    // The last day is still open.
    const noon = MARCH + days(31) + hours(12);
    const times = invested(long, 10, [1], noon)[0]?.course.map(({ time }) => time);
    expect(times?.slice(-2)).toEqual([MARCH + days(31), noon]);
  });

  test('is told in words, and so is what is missing', () => {
    const days = daily(['7', '8', '9', '10'], MARCH);
    const [told] = invested(days, 1_000, [0]);
    if (!told) throw new Error('there is one');
    expect(investmentText(told)).toBe('0 months ago, at 10: worth 1000 now');
    expect(investmentText({ ...told, missing: 1 })).toBe('0 months ago, at 10 before 1 missing candle: worth 1000 now');
    expect(invested(days, 1_000, [1]).map(investmentText)).toEqual(['1 month ago: no candle tells what was paid']);
  });

  test('is not known where no candle tells what was paid', () => {
    const unknown = { price: null, units: null, worth: null, course: [] };
    expect(invested(hourly('1', '2'), 1_000, [0, 1])).toMatchObject([{ worth: '1000' }, unknown]);
    expect(invested([], 1_000, [1])).toEqual([]);
  });
});

const BTC = 'BTCUSDT-1h-2021-Q1.csv';
const ETH = 'ETHUSDT-1h-2021-01.csv';

describe.skipIf(!hasKlines(BTC))('real candles of an hour, January to March 2021', () => {
  const candles = pricesOf('BTCUSDT', rawKlines(BTC));
  const closes = new Map(rawKlines(BTC).map(([open, , , , close]) => [Number(open), String(close)]));
  const cents = (text: string) => BigInt(text.replace('.', ''));
  /** The close of the hour that ends then, or of one before it, and how many are missing. */
  const before = (end: number) => {
    for (let missing = 0; missing <= 24; missing++) {
      const close = closes.get(end - hours(1 + missing));
      if (close !== undefined) return { close, missing };
    }
    return undefined;
  };

  test('over 24 and 168 hours each change is what a plain loop says, gaps included', () => {
    let gaps = 0;
    for (const span of [24, 168]) {
      for (let n = 1; n <= candles.length; n += 1) {
        const known = candles.slice(Math.max(0, n - span - 3), n);
        const [change] = changes(known, hours(span));
        const last = known.at(-1);
        if (!change || !last) throw new Error('there is one');
        const then = before(last.openTime + HOUR - hours(span));
        if (!then) {
          expect(change).toMatchObject({ before: null, change: null, relative: null });
          continue;
        }
        gaps += then.missing;
        const [a, b] = [cents(then.close), cents(last.close)];
        expect(change.missing).toBe(then.missing);
        expect(Number(change.change)).toBe(Number(b - a) / 1e8);
        expect(change.relative).toBeCloseTo(Number(b) / Number(a) - 1, 9);
      }
    }
    expect(gaps).toBe(4);
  });

  test('$1,000 are worth what a plain loop says, a month later and two, by many last candles', () => {
    let found = 0;
    for (let n = 1; n <= candles.length; n += 7) {
      const last = candles[n - 1];
      if (!last) throw new Error('there is one');
      for (const months of [1, 2]) {
        const date = new Date(last.openTime);
        date.setUTCMonth(date.getUTCMonth() - months);
        // It ran over into the month behind: back to the last day of the one that is meant.
        if (date.getUTCDate() !== new Date(last.openTime).getUTCDate()) date.setUTCDate(0);
        const then = before(date.getTime() + HOUR);
        const [told] = invested(candles.slice(0, n), 1_000, [months]);
        if (!then) {
          expect(told).toMatchObject({ price: null, worth: null });
          continue;
        }
        found++;
        const [a, b] = [cents(then.close), cents(last.close)];
        const worth = Number((200_000n * b + a) / (2n * a)) / 100;
        expect([told?.missing, Number(told?.price), Number(told?.worth)]).toEqual([
          then.missing,
          Number(a) / 1e8,
          worth,
        ]);
        expect(Number(told?.units)).toBeCloseTo(1_000 / (Number(a) / 1e8), 8);
      }
    }
    expect(found).toBeGreaterThan(200);
  });

  test('in the gap of 11 February it is the price before the exchange went to rest, and said to be', () => {
    const gap = Date.UTC(2021, 1, 11, 5);
    expect(closes.has(gap - HOUR)).toBe(false);
    expect(priceAt(candles, gap)).toEqual({ time: gap - HOUR, price: '44582.07000000', missing: 1 });
    const upTo = candles.filter(({ openTime }) => openTime <= Date.UTC(2021, 2, 11, 4));
    expect(invested(upTo, 1_000, [1])).toMatchObject([{ price: '44582.07', missing: 1 }]);
  });
});

test.skipIf(!hasKlines(ETH))('of two symbols in one list each change is its own', () => {
  const rows = rawKlines(ETH);
  const ether = pricesOf('ETHUSDT', rows);
  const [change] = changes([...hourly('1', '2'), ...ether], hours(168)).slice(1);
  const [then, now] = [rows.at(-169)?.[4], rows.at(-1)?.[4]].map(Number);
  if (then === undefined || now === undefined) throw new Error('there are as many');
  expect(change?.symbol).toBe('ETHUSDT');
  expect(change?.relative).toBeCloseTo(now / then - 1, 9);
});
