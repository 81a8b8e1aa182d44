import { expect, test } from 'vitest';
import { candlestick } from '../../src/charts/candlestick.ts';
import { columns } from '../../src/charts/columns.ts';

const MINUTE = 60_000;
const START = Date.UTC(2024, 7, 8, 12);
const rowAt = (minute: number, key: string, final: boolean) => ({
  ...{ key, start: START + minute * MINUTE, end: START + (minute + 1) * MINUTE, final },
  ...{ value: 10, open: 1, high: 2, low: 1, close: 2 },
});
const rows = [rowAt(0, 'a', true), rowAt(0, 'b', true), rowAt(1, 'a', false), rowAt(1, 'b', true)];
const prices = { title: '', time: 'start', open: 'open', high: 'high', low: 'low', close: 'close' } as const;
const valuesOf = (spec: object): readonly Readonly<Record<string, unknown>>[] => Reflect.get(spec, 'data').values;

test('columns of a window that can still change are pale, all of their parts', () => {
  const { spec } = columns(rows, { title: '', x: 'start', y: 'value', series: 'key' });
  expect(valuesOf(spec).map(({ pending = false }) => pending)).toEqual([false, false, true, true]);
  expect(JSON.stringify(spec)).toContain('"opacity":{"condition":{"test":"datum.pending"');
});

test('a candle that can still change is pale, and said to be open', () => {
  const { spec, alt } = candlestick([rowAt(0, 'a', true), rowAt(1, 'a', false)], prices);
  expect(valuesOf(spec).map(({ pending = false }) => pending)).toEqual([false, true]);
  expect(JSON.stringify(spec)).toContain('datum.pending');
  expect(alt).toContain('the last one, still open, at $2');
});

test('where all is final nothing is said of it', () => {
  const final = rows.map((row) => ({ ...row, final: true }));
  for (const { spec } of [columns(final, { title: '', x: 'start', y: 'value' }), candlestick(final, prices)]) {
    expect(JSON.stringify(spec)).not.toContain('pending');
  }
});
