/** Goal: a chart of an instant long past costs what it shows, whatever has come since. */
import { expect, test } from 'vitest';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { type Clock, type Duration, hours, minutes, seconds } from '../../src/core/time.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { RowRange, Store } from '../../src/store/store.ts';
import { type KeptView, keptIn, timeOf } from '../../src/views/kept-view.ts';
import { seen } from '../../src/views/seen.ts';
import { fold, tradeLog } from '../support/folded.ts';
import { NOON } from '../support/market.ts';

/** Twenty minutes, of a view that keeps its rows for so long. */
async function folded(store: Store, clock: Clock, keep: Duration): Promise<KeptView> {
  const destinations = usdPerMinute.destinations.map((one) => (one.kind === 'view' ? { ...one, keep } : one));
  const pipeline = { ...usdPerMinute, destinations };
  await fold(pipeline, tradeLog(20), { store, clock });
  const kept = await keptIn(store, pipeline);
  if (!kept) throw new Error('it has not run');
  return kept;
}

test('of an instant no row is read that closed behind it, and each that closed by then is', async () => {
  const clock = virtualClock(NOON);
  const store = memoryStore({ clock });
  const kept = await folded(store, clock, hours(1));
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

test('an instant is known from the window on that begins behind the last one that was forgotten', async () => {
  const clock = virtualClock(NOON);
  const store = memoryStore({ clock });
  const kept = await folded(store, clock, minutes(10));
  const gone = await store.forgotten(kept.scope);
  const start = (gone?.closes ?? Number.NaN) - minutes(1) - seconds(5);
  const now = await timeOf(kept, clock);
  const at = NOON + minutes(18) + seconds(5);
  const from = (range: RowRange) => seen('usd-per-minute', kept, { range, at, now });
  await expect(from({ from: start })).rejects.toThrow('have been forgotten');
  expect((await from({ from: start + 1 })).windows[0]?.head.start).toBe(start + minutes(1));
});
