/** Goal: each chart goes back as far as it says, and the slider as far as all that it shows is kept. */
import { expect, test } from 'vitest';
import usdPerMinute from '../../../pipelines/usd-per-minute.ts';
import { type Duration, minutes, seconds } from '../../../src/core/time.ts';
import { overview } from '../../../src/dashboard/documents/overview.ts';
import type { OverviewDocument } from '../../../src/dashboard/documents/view-shapes.ts';
import { view } from '../../../src/index.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { fold, tradeLog } from '../../support/folded.ts';
import { NOON } from '../../support/market.ts';
import { seenWorld } from '../seen-world.ts';

/** Twenty-five minutes, of which 15 are kept, as bars of 5 and of 8 minutes. */
async function scene() {
  const clock = virtualClock(NOON);
  const store = memoryStore({ clock });
  const bars = (last: Duration) => ({ type: 'bar', field: 'trades', last }) as const;
  const charts = { five: bars(minutes(5)), eight: bars(minutes(8)) };
  const shown = view<{ key: string; start: number; end: number; closes: number; final: boolean; trades: number }>(
    'usd-per-minute',
    { keep: minutes(15), charts },
  );
  const pipeline = { ...usdPerMinute, destinations: [shown] };
  await fold(pipeline, tradeLog(25), { store, clock });
  const read = async (at?: number) => {
    const world = seenWorld({ store, clock }, [pipeline]);
    return (await overview.read(world, at === undefined ? {} : { at: `${at}` })) as OverviewDocument;
  };
  return { read };
}

test('a chart is of the windows of its own time, though another one of its view goes back further', async () => {
  const { read } = await scene();
  const { charts } = await read(NOON + minutes(24));
  expect(charts.map(({ name, spec }) => [name, /\d\d:\d\d and \d\d:\d\d/.exec(JSON.stringify(spec))?.[0]])).toEqual([
    ['five', '12:19 and 12:23'],
    ['eight', '12:16 and 12:23'],
  ]);
});

test('the first instant that can be looked back to is the first at which all was kept that is shown', async () => {
  const { read } = await scene();
  const { past } = await read();
  const first = past?.from ?? Number.NaN;
  expect(first % minutes(1)).toBe(seconds(5));
  expect((await read(first)).views).toMatchObject([{ state: 'live', windows: { final: 8, open: 0 } }]);
  expect((await read(first - minutes(1))).views).toMatchObject([
    { state: 'empty', why: expect.stringContaining('have been forgotten') },
  ]);
});
