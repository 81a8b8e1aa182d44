import { expect, test } from 'vitest';
import { bar } from '../../src/cli/bar.ts';
import { type Live, liveTable, type UsdRow } from '../../src/cli/live-table.ts';
import { MINUTE, START } from './millrace.ts';

const rowAt = (minute: number, key: string, value: number, final: boolean, unpriced = 0): UsdRow => {
  const start = START + minute * MINUTE;
  return { key, start, end: start + MINUTE, closes: start + MINUTE, final, trades: 1_200, units: 2.5, value, unpriced };
};

const live: Live = {
  now: START + 90_000,
  rate: 58.4,
  lag: 340,
  trades: 4_800,
  closed: { windows: 3, trades: 2_400, value: 1_234.5, unpriced: 7 },
  rows: [
    rowAt(0, 'BTCUSDT', 1_000, true),
    rowAt(0, 'ETHUSDT', 234.5, true),
    rowAt(1, 'BTCUSDT', 2_000, false),
    rowAt(1, 'ETHUSDT', 500, false, 3),
  ],
  url: 'http://127.0.0.1:8080',
};
const shown = liveTable(live, { columns: 100, rows: 40 });

test('the table tells the market, the newest window by symbol, and open windows from final ones', () => {
  expect(shown.map(({ text }) => text.replace(/ +/g, ' '))).toEqual([
    'market 12:01:30 UTC 58 trades/s lag 0.3 s Ctrl-C ends it',
    '4,800 trades 3 minutes closed, $ 1,234.50 + 7 unpriced in them',
    'in the browser: http://127.0.0.1:8080',
    '',
    'in 12:01 trades units US dollars',
    `BTCUSDT 1,200 2.5 2,000.00 ${'█'.repeat(24)}`,
    `ETHUSDT 1,200 2.5 500.00 ${'█'.repeat(6)} + 3 unpriced`,
    '',
    `12:01 2,400 open 2,500.00 ${'█'.repeat(24)} + 3 unpriced`,
    `12:00 2,400 final 1,234.50 ${bar(1_234.5 / 2_500, 24)}`,
  ]);
  expect(shown.at(-1)?.tone).toBe('dim');
  expect(shown.at(-2)?.tone).toBeUndefined();
});

test('a market without a trade yet is a table without rows', () => {
  const nothing = { windows: 0, trades: 0, value: 0, unpriced: 0 };
  const empty = { now: START, rate: 0, lag: 0, trades: 0, closed: nothing, rows: [], url: live.url };
  const texts = liveTable(empty, { columns: 80, rows: 24 }).map(({ text }) => text.trim().replace(/ +/g, ' '));
  expect(texts.filter((text) => text !== '')).toEqual([
    'market 12:00:00 UTC 0 trades/s lag 0.0 s Ctrl-C ends it',
    '0 trades 0 minutes closed, $ 0.00 in them',
    'in the browser: http://127.0.0.1:8080',
    'symbol trades units US dollars',
  ]);
});

test('a bar is drawn to an eighth of a character, and never beyond its width', () => {
  expect([0, 1 / 16, 1 / 2, 1, 7].map((share) => bar(share, 2))).toEqual(['', '▏', '█', '██', '██']);
});

test('where there is little room bars give way first, then units, then symbols, and never windows or digits', () => {
  const texts = (columns: number, rows: number) => liveTable(live, { columns, rows }).map(({ text }) => text);
  const longest = (lines: readonly string[]) => Math.max(...lines.slice(4).map((line) => [...line].length));
  expect(longest(texts(80, 24))).toBeLessThanOrEqual(79);
  expect(texts(80, 24).filter((line) => line.endsWith('unpriced')).length).toBeGreaterThan(0);
  const narrow = texts(50, 24);
  expect(narrow.join('\n')).toContain('2,500.00');
  expect(narrow.join('\n')).not.toContain('2.5 ');
  const low = texts(80, 13).map((line) => line.trim());
  expect(low).toContain('… and 1 more');
  expect(low.filter((line) => /^12:0[01] /.test(line))).toHaveLength(2);
});
