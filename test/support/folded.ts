import { lastValueFrom } from 'rxjs';
import type { Pipeline } from '../../src/core/pipeline.ts';
import { silent } from '../../src/core/silent.ts';
import type { Clock } from '../../src/core/time.ts';
import { Crashes } from '../../src/runtime/crashes.ts';
import { run } from '../../src/runtime/run.ts';
import { type Item, scripted } from '../../src/runtime/scripted.ts';
import type { Store } from '../../src/store/store.ts';
import { NOON, tickAt, tradeAt } from './market.ts';
import { random } from './random.ts';

interface Folding {
  readonly store: Store;
  /** A virtual one. */
  readonly clock: Clock;
  /** Items in one read, at most. */
  readonly batch?: number;
  readonly rebuild?: boolean;
}

/** Lets a pipeline fold these items, all of its log, into a store, from where it has come there; and stops it then. */
export async function fold(
  pipeline: Pipeline,
  items: readonly Item[],
  { store, clock, batch = 7, rebuild = false }: Folding,
) {
  const stop = new AbortController();
  const crashes = new Crashes();
  const source = scripted(pipeline.source, { items, batch, crashes, over: () => stop.abort() });
  const world = { store, clock, logger: silent, logUrl: 'file:.', prices: async () => ({}), signal: stop.signal };
  await lastValueFrom(run({ ...pipeline, source }, { ...world, owner: 'fold', rebuild }), { defaultValue: undefined });
}

export const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'ETHBTC'] as const;

/**
 * So many minutes of trades from noon on, one each 2 s on average, with prices of assets: out of order within 4 s, some
 * of them twice, and some of what has been too late for long. The same for the same seed.
 */
export function tradeLog(minutes: number, seed = 1): readonly object[] {
  const chance = random(seed);
  const log: object[] = [];
  for (let second = 0, id = 1; second < minutes * 60; second += chance.integer(1, 3), id++) {
    if (second % 10 < 2) log.push(tickAt(NOON + second * 1_000, { BTC: '60000', ETH: '3000.5' }));
    const s = SYMBOLS[chance.integer(0, 2)] ?? 'BTCUSDT';
    const p = s === 'BTCUSDT' ? `${60_000 + chance.integer(-90, 90)}.25` : s === 'ETHUSDT' ? '3000.1' : '0.05000001';
    const late = chance.chance(0.05) ? 90_000 : chance.integer(0, 4_000);
    const trade = tradeAt(Math.max(NOON, NOON + second * 1_000 - late), { s, t: id, p, q: `0.${id % 97}1` });
    log.push(trade);
    if (chance.chance(0.1)) log.push(trade);
  }
  return log;
}
