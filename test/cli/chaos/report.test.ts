import { expect, test } from 'vitest';
import { idText } from '../../../src/cli/chaos/report.ts';

test.each([
  ['rows', '01796035680000 BNBBTC', '2026-11-30T10:48:00.000Z BNBBTC'],
  ['rows that were shown as final', '01796035680000 A B', '2026-11-30T10:48:00.000Z A B'],
  ['rows', '00000000000000 BNBBTC', 'BNBBTC'],
  ['letters', '01796035680000 x', '01796035680000 x'],
])('of %s %s is named so that people know it again', (of, id, text) => {
  expect(idText(of, id)).toBe(text);
});
