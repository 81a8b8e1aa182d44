import { describe, expect, test } from 'vitest';
import { hours, minutes, seconds } from '../../../src/core/time.ts';
import { groupedText } from '../../../src/dashboard/page/numbers.ts';
import { type Seen, statusOf, worst } from '../../../src/dashboard/page/status.ts';
import { ageText, agoText, clockText, instantShort, lagText, spanText } from '../../../src/dashboard/page/times.ts';
import { NOON } from './made-up.ts';

describe('the status', () => {
  const open: Seen = { connection: 'open', since: NOON, told: { standing: { state: 'stalled', why: 'nothing came' } } };
  const textOf = (seen: Partial<Seen>) => {
    const { word, why } = statusOf({ ...open, ...seen }, NOON + seconds(5));
    return `${word} ${why}`.trim();
  };

  test('is that of the data where nothing is in its way', () => {
    expect(textOf({})).toBe('Stalled nothing came');
    expect(textOf({ told: { standing: { state: 'live' } } })).toBe('Live');
    expect(textOf({ told: {} })).toBe('Connected');
  });

  test('is what is in the way of the data, the nearest first', () => {
    const time = { now: NOON, trouble: 'Redis is away', code: 'WORLD', since: NOON } as const;
    expect(textOf({ past: NOON })).toBe('Past final rows only');
    expect(textOf({ past: NOON, time })).toBe('Store unreachable since 12:00:00 UTC: Redis is away');
    expect(textOf({ past: NOON, time, connection: 'broken' })).toBe('Disconnected since 12:00:00 UTC, trying again');
    const problem = { status: 404, title: 'Not found', detail: 'no such symbol' };
    expect(textOf({ connection: 'connecting', problem })).toBe('Not found');
  });

  test('calls what cannot be read by what is wrong: only a store that is away is unreachable', () => {
    const word = (time: object) => textOf({ time: { now: NOON, trouble: 'so it is', ...time } });
    expect(word({ code: 'MISSING' })).toBe('Not there so it is');
    expect(word({ code: 'MOVED' })).toBe('Store replaced so it is');
    expect(word({ code: 'LIMIT' })).toBe('Cannot be shown so it is');
    expect(word({})).toBe('Cannot be shown so it is');
  });

  test('of several is that of the worst, by its name', () => {
    const live = { name: 'a', state: 'live' } as const;
    const empty = { name: 'b', state: 'empty', why: 'run it' } as const;
    expect(worst([])).toBeUndefined();
    expect(worst([empty, live])).toEqual({ state: 'live' });
    expect(worst([empty])).toEqual({ state: 'empty', why: 'run it' });
    expect(worst([live, { name: 'c', state: 'broken', why: 'torn' }, empty])).toEqual({
      state: 'broken',
      why: 'c: torn',
    });
    const quiet = { name: 'd', state: 'stalled', why: 'd has brought nothing new.' } as const;
    const unrun = { name: 'e', state: 'stalled', why: 'Nobody runs e: "millrace run e".' } as const;
    expect(worst([quiet, unrun])).toEqual({ state: 'stalled', why: 'Nobody runs e: "millrace run e".' });
  });
});

test('a moment has its date where it is of another day', () => {
  expect(clockText(NOON, NOON + hours(11))).toBe('12:00:00 UTC');
  expect(clockText(NOON, NOON + hours(12))).toBe('2026-11-24 12:00:00 UTC');
});

test('a span is told in the largest unit of which it is two', () => {
  const texts = [0, 999, seconds(4), seconds(119), minutes(2), minutes(119), hours(47), hours(48)].map(spanText);
  expect(texts).toEqual(['0 s', '0 s', '4 s', '119 s', '2 min', '119 min', '47 h', '2 d']);
  expect(agoText(NOON, NOON + 400)).toBe('just now');
  expect(agoText(NOON, NOON + seconds(4))).toBe('4 s ago');
  expect(agoText(NOON + minutes(3), NOON)).toBe('in 3 min');
});

test('data is of just now while clocks differ, and ahead of the clock where a market runs faster', () => {
  const texts = [-minutes(3), seconds(59), minutes(3), hours(4)].map((ahead) => ageText(NOON + ahead, NOON));
  expect(texts).toEqual(['3 min ago', 'just now', '3 min ahead of the clock', '4 h ahead of the clock']);
  const lags = [-minutes(3), seconds(59), hours(4)].map((ahead) => lagText(NOON + ahead, NOON));
  expect(lags).toEqual(['3 min', '0 s', '4 h ahead']);
});

test('thousands of a number are set apart, and its last places kept', () => {
  const texts = ['1455507.8721362', '-1234', '999', '0.00001234', '1000000'].map(groupedText);
  expect(texts).toEqual(['1,455,507.8721362', '-1,234', '999', '0.00001234', '1,000,000']);
});

test('an instant in a table is as short as it can be', () => {
  const texts = [
    '2026-11-24T12:05:00.000Z',
    '2026-11-24T12:05:07.000Z',
    '2026-11-24T12:05:07.250Z',
    '2026-11-23T00:00:00.000Z',
  ];
  expect(texts.map((text) => instantShort(text, NOON))).toEqual([
    '12:05',
    '12:05:07',
    '12:05:07.250',
    '2026-11-23 00:00',
  ]);
});
