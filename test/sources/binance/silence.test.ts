import { expect, test } from 'vitest';
import { hours, minutes, seconds } from '../../../src/core/time.ts';
import { Silence } from '../../../src/sources/binance/silence.ts';

/** A symbol that has traded every so often, until 0. */
function trading(every: Readonly<Record<string, number>>): Silence {
  const silence = new Silence(Object.keys(every), -hours(100));
  for (const [symbol, span] of Object.entries(every)) {
    for (let n = 50; n >= 0; n--) silence.heard(symbol, -n * span);
  }
  return silence;
}

test('a symbol is silent after twenty of its usual spans, and half a minute at least', () => {
  const silence = trading({ busy: 100, slow: seconds(10) });
  expect(silence.silent(seconds(30) - 1)).toEqual([]);
  expect(silence.silent(seconds(30))).toEqual(['busy']);
  expect(silence.silent(seconds(199))).toEqual(['busy']); // asked about again after twice as long
  expect(silence.silent(seconds(200))).toEqual(['slow']);
});

test('is asked about again when it was silent for twice as long, or sooner if it was traded', () => {
  const silence = trading({ X: seconds(1) });
  expect(silence.silent(seconds(30))).toEqual(['X']);
  expect(silence.silent(seconds(59))).toEqual([]);
  expect(silence.silent(seconds(60))).toEqual(['X']);
  silence.missed('X', seconds(60));
  expect(silence.silent(seconds(89))).toEqual([]);
  expect(silence.silent(seconds(90))).toEqual(['X']);
  silence.heard('X', seconds(100));
  expect(silence.silent(seconds(125))).toEqual([]);
});

test('a symbol that has hardly traded, or never, is asked about after half a minute, then ever more rarely', () => {
  const silence = new Silence(['rare', 'dead'], 0);
  for (let n = 0; n < 19; n++) silence.heard('rare', seconds(n));
  expect(silence.silent(seconds(30) - 1)).toEqual([]);
  expect(silence.silent(seconds(30))).toEqual(['dead']);
  expect(silence.silent(seconds(48))).toEqual(['rare']);
  expect(silence.silent(seconds(59))).toEqual([]);
  expect(silence.silent(seconds(60))).toEqual(['dead']);
  expect(silence.silent(seconds(119))).toEqual(['rare']);
});

test('an hour is long for any', () => {
  const slow = trading({ slow: minutes(30) });
  expect(slow.silent(hours(1) - 1)).toEqual([]);
  expect(slow.silent(hours(1))).toEqual(['slow']);
});

test('asks about few at a time, the longest silent first', () => {
  const silence = trading(Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`S${i}`, seconds(10 - i)])));
  expect(silence.silent(hours(1))).toEqual(['S5', 'S4', 'S3', 'S2']);
  expect(silence.silent(hours(1))).toEqual(['S1', 'S0']);
});
