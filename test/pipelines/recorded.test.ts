/**
 * Goal: on real trades, each row equals what a plain loop with BigInt says, to the last digit, and the same bytes come
 * whatever the size of the reads.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const recording = join(root, '../shared/data/trades-2024-08-08.ndjson');
const there = existsSync(recording);
if (!there) process.stderr.write(`skipped: the recorded trades are not there (${recording})\n`);

const replay = (pipeline: string, ...options: string[]): string =>
  execFileSync(
    process.execPath,
    [join(root, 'bin/millrace.js'), 'replay', pipeline, '--log', `file:${recording}`, '--json', ...options],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );

const units = (text: string): bigint => {
  const [whole = '', places = ''] = text.split('.');
  return BigInt(whole + places.padEnd(8, '0'));
};

const decimal = (value: bigint, places: number): string => {
  const digits = String(value).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '');
};

const halfEven = (value: bigint): bigint => {
  const [down, rest] = [value / 10n ** 8n, value % 10n ** 8n];
  return rest > 50_000_000n || (rest === 50_000_000n && down % 2n === 1n) ? down + 1n : down;
};

/** Per minute and symbol: trades, quantity in 1e-8, dollars rounded per trade in 1e-8, dollars unrounded in 1e-16. */
function oracle() {
  const sums = new Map<string, { key: string; start: number; trades: number; q: bigint; usd: bigint; pq: bigint }>();
  for (const line of readFileSync(recording, 'utf8').trim().split('\n')) {
    const { s: key, p, q, T } = JSON.parse(line).data;
    const start = T - (T % 60_000);
    const sum = sums.get(`${start}${key}`) ?? { key, start, trades: 0, q: 0n, usd: 0n, pq: 0n };
    const pq = units(p) * units(q);
    sum.trades++;
    sum.q += units(q);
    sum.usd += halfEven(pq);
    sum.pq += pq;
    sums.set(`${start}${key}`, sum);
  }
  return [...sums.values()].sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
}

const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const head = ({ key, start }: { key: string; start: number }) => ({ key, start, end: start + 60_000, final: true });

describe.skipIf(!there)('15,836 recorded trades of BTCUSDT and ETHUSDT', () => {
  test('usd-per-minute gives exact counts, units and dollars', () => {
    const rows = oracle().map((sum) => ({
      ...head(sum),
      trades: sum.trades,
      units: decimal(sum.q, 8),
      value: decimal(sum.usd, 8),
      unpriced: 0,
    }));
    expect(rows.reduce((all, { trades }) => all + trades, 0)).toBe(15_836);
    expect(replay('usd-per-minute')).toBe(lines(rows));
  });

  test('the same bytes come whatever the size of the reads, and twice in a row', () => {
    const once = replay('usd-per-minute');
    for (const size of ['1', '7', '1000', 'all']) expect(replay('usd-per-minute', '--batch', size)).toBe(once);
    expect(replay('usd-per-minute')).toBe(once);
  });

  test.each(['bare', 'filtered'])('so it is with another chain in front of the window: %s', (name) => {
    const path = join(import.meta.dirname, 'variants', `${name}.ts`);
    const rows = oracle()
      .filter(({ key }) => name === 'bare' || key === 'BTCUSDT')
      .map((sum) => ({
        ...head(sum),
        trades: sum.trades,
        units: decimal(sum.q, 8),
        // A product of two fields is summed exactly; a function's result is rounded for each trade, as dollars are.
        value: name === 'bare' ? decimal(sum.usd, 8) : decimal(sum.pq, 16),
      }));
    for (const size of ['1', '7', '1000', 'all']) expect(replay(path, '--batch', size)).toBe(lines(rows));
  });
});
