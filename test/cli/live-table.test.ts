import { expect, test } from 'vitest';
import { bar } from '../../src/cli/bar.ts';
import { liveTable, type UsdRow } from '../../src/cli/live-table.ts';
import { MINUTE, START } from './millrace.ts';

const rowAt = (minute: number, key: string, value: number, final: boolean): UsdRow => {
  const start = START + minute * MINUTE;
  return { key, start, end: start + MINUTE, closes: start + MINUTE, final, trades: 1_200, units: 2.5, value };
};

const shown = liveTable({
  now: START + 90_000,
  rate: 58.4,
  lag: 340,
  trades: 4_800,
  closed: { windows: 3, value: 1_234.5 },
  rows: [
    rowAt(0, 'BTCUSDT', 1_000, true),
    rowAt(0, 'ETHUSDT', 234.5, true),
    rowAt(1, 'BTCUSDT', 2_000, false),
    rowAt(1, 'ETHUSDT', 500, false),
  ],
});

test('the table tells the market, the newest window by symbol, and open windows from final ones', () => {
  expect(shown.map(({ text }) => text.replace(/ +/g, ' '))).toEqual([
    'market 12:01:30 58 trades/s lag 0.3 s',
    '4,800 trades 3 minutes closed, $ 1,234.50 in them',
    '',
    'symbol trades units US dollars',
    `BTCUSDT 1,200 2.5 2,000.00 ${'█'.repeat(24)}`,
    `ETHUSDT 1,200 2.5 500.00 ${'█'.repeat(6)}`,
    '',
    `12:01 2,400 open 2,500.00 ${'█'.repeat(24)}`,
    `12:00 2,400 final 1,234.50 ${bar(1_234.5 / 2_500, 24)}`,
  ]);
  expect(shown.at(-1)?.tone).toBe('dim');
  expect(shown.at(-2)?.tone).toBeUndefined();
});

test('a market without a trade yet is a table without rows', () => {
  const empty = { now: START, rate: 0, lag: 0, trades: 0, closed: { windows: 0, value: 0 }, rows: [] };
  const texts = liveTable(empty).map(({ text }) => text.trim().replace(/ +/g, ' '));
  expect(texts.filter((text) => text !== '')).toEqual([
    'market 12:00:00 0 trades/s lag 0.0 s',
    '0 trades 0 minutes closed, $ 0.00 in them',
    'symbol trades units US dollars',
  ]);
});

test('a bar is drawn to an eighth of a character, and never beyond its width', () => {
  expect([0, 1 / 16, 1 / 2, 1, 7].map((share) => bar(share, 2))).toEqual(['', '▏', '█', '██', '██']);
});
