import { expect, test } from 'vitest';
import { firstFrom, lastBefore, takenAs, whenOf } from '../../src/cli/instant.ts';

const noon = Date.UTC(2024, 7, 8, 12);
const DAY = 86_400_000;

test.each([
  ['2024-08-08T12:00:00.000Z', noon],
  ['2024-08-08T12:00Z', noon],
  ['2024-08-08T12:00', noon],
  ['2024-08-08 12:00:00', noon],
  ['2024-08-08T14:00+02:00', noon],
  ['2024-08-08', noon - DAY / 2],
])('%s is a moment', (text, millis) => {
  expect(whenOf(text)).toEqual({ text, millis, as: 'date' });
  expect(takenAs(whenOf(text), millis)).toBeUndefined();
});

test('digits alone are ms since 1970, and it is said as which moment they were taken', () => {
  expect(whenOf(String(noon))).toMatchObject({ millis: noon, as: 'millis' });
  expect(takenAs(whenOf('1723118400'), 1_723_118_400)).toBe(
    '1723118400 is taken as 1970-01-20T22:38:38.400Z, ms since 1970',
  );
});

test('a time of day is the last one up to a moment, or the first one from it, and it is said which', () => {
  const when = whenOf('12:00');
  expect(when).toMatchObject({ millis: DAY / 2, as: 'time of day' });
  expect([0, 1, DAY - 1].map((more) => lastBefore(when, noon + more))).toEqual([noon, noon, noon]);
  expect(lastBefore(when, noon - 1)).toBe(noon - DAY);
  expect([0, -1, 1 - DAY].map((more) => firstFrom(when, noon + more))).toEqual([noon, noon, noon]);
  expect(firstFrom(when, noon + 1)).toBe(noon + DAY);
  expect(whenOf('9:05:30').millis).toBe(((9 * 60 + 5) * 60 + 30) * 1_000);
  expect(takenAs(when, noon)).toBe('12:00 is taken as 2024-08-08T12:00:00.000Z');
});

test.each([
  '',
  'noon',
  '25:00',
  '12:60',
  '2024-13-01',
  '2024-08-08T12',
  '2024-08-08T25:00',
  '08/08/2024',
  '1.5',
  '99999999999999999',
])('"%s" is none', (text) => {
  expect(() => whenOf(text)).toThrow('Wanted a time such as 2024-08-08T12:00Z, 12:00, or ms since 1970.');
});

test.each(['2026-02-30', '2026-11-31T12:00Z', '2025-02-29 12:00'])('%s is no day, and is not rolled over', (text) => {
  expect(() => whenOf(text)).toThrow(`There is no ${text.slice(0, 10)}. Wanted a time such as`);
});

test('a leap day is one', () => {
  expect(whenOf('2024-02-29').millis).toBe(Date.UTC(2024, 1, 29));
});
