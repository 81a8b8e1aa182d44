import { expect, test } from 'vitest';
import stalled from '../../pipelines/stalled.ts';
import { type Idle, minutes } from '../../src/index.ts';
import { drive } from '../../src/testing.ts';

test('people are told when the view or the log has stood still for more than ten minutes, and when it moves again', async () => {
  const start = Date.UTC(2024, 7, 8, 12);
  const at = (minute: number, of: string, moved: number | null): Idle => {
    const time = start + minutes(minute);
    const last = moved === null ? null : start + minutes(moved);
    return { of, moved: last, idle: time - (last ?? 0), time };
  };
  const driven = await drive(stalled, [
    at(0, 'log:crypto', 0),
    at(0, 'view:usd-per-minute', null), // not begun
    at(1, 'view:usd-per-minute', 1),
    at(15, 'log:crypto', 5), // for ten minutes, and not more
    at(16, 'log:crypto', 5),
    at(16, 'view:usd-per-minute', 4),
    at(17, 'log:crypto', 5),
    at(18, 'log:crypto', 18),
  ]);
  expect(Object.values(driven.messages).flat()).toEqual([
    'view:usd-per-minute has not moved since it was begun',
    'view:usd-per-minute moves again',
    'log:crypto has not moved since 2024-08-08T12:05:00.000Z',
    'view:usd-per-minute has not moved since 2024-08-08T12:04:00.000Z',
    'log:crypto moves again',
  ]);
});
