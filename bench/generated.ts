import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Subject } from 'rxjs';
import { Batch } from '../src/core/batch.ts';
import { State } from '../src/core/state.ts';
import { START_OF_TIME, seconds } from '../src/core/time.ts';
import { createMarket } from '../src/exchange/simulator/market.ts';
import type { MarketEvent } from '../src/market/events.ts';
import { ticks } from '../src/operators/ticks.ts';

const BATCH = 10_000;
/** As many trades a second of market time as Binance's fourteen pairs have in a busy hour. */
const RATE = 500;

/** The path of a log of so many trades of the simulated market, with its ticks; made once and kept for the next bench. */
export async function generated(trades: number): Promise<string> {
  const path = join(tmpdir(), `millrace-bench-${trades}.ndjson`);
  if (existsSync(path)) return path;
  const out = createWriteStream(`${path}.part`);
  const market = createMarket({ seed: 1, start: Date.UTC(2026, 0, 1), rate: RATE });
  const state = new State();
  const batches = new Subject<Batch<MarketEvent>>();
  let lines = '';
  batches.pipe(ticks({ every: seconds(5) })).subscribe(({ events }) => {
    lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  });
  for (let left = trades; left > 0; left -= BATCH) {
    const items = Array.from({ length: Math.min(left, BATCH) }, () => market.next());
    batches.next(Batch.of({ items, position: '', positionOf: () => '' }, START_OF_TIME, state));
    if (!out.write(lines)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  renameSync(`${path}.part`, path);
  return path;
}
