/** A dashboard over a store that the pipelines themselves have filled, and what is asked of it. */
import candles from '../../../pipelines/candles.ts';
import usdPerMinute from '../../../pipelines/usd-per-minute.ts';
import type { Pipeline } from '../../../src/core/pipeline.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import type { Store } from '../../../src/store/store.ts';
import { servedDashboard, type TestDashboard } from '../../support/dashboard.ts';
import { fold, tradeLog } from '../../support/folded.ts';
import { NOON } from '../../support/market.ts';

const clock = virtualClock(NOON);
export const BOTH: readonly Pipeline[] = [usdPerMinute, candles];

/** So many minutes of trades, folded. */
export async function filled(minutes: number, pipelines = BOTH): Promise<Store> {
  const store = memoryStore({ clock });
  for (const one of pipelines) await fold(one, tradeLog(minutes), { store, clock });
  return store;
}

export const served = (store: Store, pipelines = BOTH): Promise<TestDashboard> => servedDashboard({ store, pipelines });

/** The status of a problem, and what it says. */
export async function problem(dashboard: TestDashboard, path: string): Promise<readonly [number, string]> {
  const { status, text, headers } = await dashboard.ask(path);
  if (!headers['content-type']?.startsWith('application/problem+json')) throw new Error(`${status} is no problem`);
  return [status, JSON.parse(text).detail];
}

/** The width and the height that stand at the beginning of a PNG, in pixels. */
export const sizeOf = (png: Buffer): readonly [number, number] => [png.readUInt32BE(16), png.readUInt32BE(20)];
