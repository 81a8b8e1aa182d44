import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counted, grouped } from '../../src/core/words.ts';

test('whole numbers are grouped as in American English', () => {
  const whole = fc.oneof(fc.integer(), fc.maxSafeInteger()).filter((n) => !Object.is(n, -0));
  fc.assert(fc.property(whole, (n) => grouped(n) === n.toLocaleString('en-US')));
});

test('others are rounded, and nothing is no less than nothing', () => {
  expect([999.5, 1_234.4, -0.4, 1e20].map(grouped)).toEqual(['1,000', '1,234', '0', '100,000,000,000,000,000,000']);
});

test('one is not many', () => {
  expect([counted(1, 'shard'), counted(1_440, 'candle')]).toEqual(['1 shard', '1,440 candles']);
});
