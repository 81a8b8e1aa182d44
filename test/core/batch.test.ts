import { describe, expect, test } from 'vitest';
import { Batch } from '../../src/core/batch.ts';
import { State } from '../../src/core/state.ts';
import { START_OF_TIME } from '../../src/core/time.ts';
import { readOf } from '../support/batches.ts';

describe('the time of a batch', () => {
  const tick = { record: 1, tick: { time: 70, prices: {} } };
  const moved = { marks: { before: (record: number) => record * 10, ticks: [tick] }, watermark: 90 };

  test('is moved by whoever knows it, and stays moved', () => {
    const batch = Batch.of(readOf([1, 2]), START_OF_TIME, new State())
      .with([1, 2], moved)
      .with([2]);
    expect(batch.watermark).toBe(90);
    expect(batch.marks.before(1)).toBe(10);
  });

  test('stands still where the read has no order, whoever moves it; the ticks are seen all the same', () => {
    const read = { ...readOf([1, 2]), unordered: true } as const;
    const batch = Batch.of(read, START_OF_TIME, new State()).with([1, 2], moved).with([2]);
    expect(batch.watermark).toBe(START_OF_TIME);
    expect(batch.marks.before(1)).toBe(START_OF_TIME);
    expect(batch.marks.ticks).toEqual([tick]);
  });
});
