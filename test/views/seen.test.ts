/** Goal: a chart of an instant long past costs what it shows, whatever has come since. */
import { expect, test } from 'vitest';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { hours, minutes, seconds } from '../../src/core/time.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { keptIn, timeOf } from '../../src/views/kept-view.ts';
import { seen } from '../../src/views/seen.ts';
import { fold, tradeLog } from '../support/folded.ts';
import { NOON } from '../support/market.ts';

test('of an instant no row is read that closed behind it, and each that closed by then is', async () => {
  const clock = virtualClock(NOON);
  const store = memoryStore({ clock });
  await fold(usdPerMinute, tradeLog(20), { store, clock });
  const kept = await keptIn(store, usdPerMinute);
  if (!kept) throw new Error('it has not run');
  let read = 0;
  const counting = {
    ...kept,
    store: Object.assign(Object.create(store), {
      rows: async function* (...asked: Parameters<typeof store.rows>) {
        for await (const row of store.rows(...asked)) {
          read++;
          yield row;
        }
      },
    }),
  };
  const now = await timeOf(kept, clock);
  const closing = NOON + minutes(4) + seconds(5);
  const starts = async (at: number) => {
    const { windows } = await seen('usd-per-minute', counting, { range: {}, last: hours(1), at, now });
    return new Set(windows.map(({ head }) => (head.start - NOON) / minutes(1)));
  };
  expect([...(await starts(closing))]).toEqual([0, 1, 2, 3]);
  expect(read).toBe(4 * 3);
  expect([...(await starts(closing - 1))]).toEqual([0, 1, 2]);
});
