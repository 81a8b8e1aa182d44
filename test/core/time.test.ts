import { expect, test } from 'vitest';
import { days, hours, minutes, seconds, spanText } from '../../src/core/time.ts';

test.each([
  [hours(1), '1 h'],
  [days(2), '2 d'],
  [minutes(90), '90 min'],
  [seconds(5), '5 s'],
  [1_500, '1500 ms'],
  [0, '0 ms'],
])('%d ms are as people say it', (span, text) => {
  expect(spanText(span)).toBe(text);
});
