import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Subject } from 'rxjs';
import { Batch } from '../src/core/batch.ts';
import { State } from '../src/core/state.ts';
import { START_OF_TIME, seconds } from '../src/core/time.ts';
import { createMarket } from '../src/exchange/simulator/market.ts';
import { createRandom } from '../src/exchange/simulator/random.ts';
import type { MarketEvent, TradePayload } from '../src/market/events.ts';
import { ticks } from '../src/operators/ticks.ts';
import { progress } from './progress.ts';

const BATCH = 10_000;
/** As many trades a second of market time as Binance's fourteen pairs have in a busy hour. */
const RATE = 500;
const START = Date.UTC(2026, 0, 1);

interface Kept {
  /** Trades a second of market time. */
  readonly rate?: number;
  /** Where the log is kept. */
  readonly folder?: string;
}

/** The path of a log of so many trades of the simulated market, with its ticks; made once and kept for the next bench. */
export function generated(trades: number, { rate = RATE, folder = tmpdir() }: Kept = {}): Promise<string> {
  const name = rate === RATE ? `${trades}` : `${trades}-at-${rate}`;
  return kept(folder, name, () => marketLines(trades, rate));
}

/** The same of a market of so many symbols, all in dollars, of which each trades as often as the others; no ticks. */
export function generatedOf(keys: number, trades: number): Promise<string> {
  return kept(tmpdir(), `${trades}-of-${keys}`, () => lines(trades, tradesOf(keys)));
}

async function kept(folder: string, name: string, parts: () => Iterable<string>): Promise<string> {
  const path = join(folder, `millrace-bench-${name}.ndjson`);
  if (existsSync(path)) return path;
  progress(`making ${path}`);
  const out = createWriteStream(`${path}.${process.pid}`);
  for (const part of parts()) if (!out.write(part)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

function* marketLines(trades: number, rate: number): Iterable<string> {
  const market = createMarket({ seed: 1, start: START, rate });
  const state = new State();
  const batches = new Subject<Batch<MarketEvent>>();
  let part = '';
  batches.pipe(ticks({ every: seconds(5) })).subscribe(({ events }) => {
    part = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  });
  for (let left = trades; left > 0; left -= BATCH) {
    const items = Array.from({ length: Math.min(left, BATCH) }, () => market.next());
    batches.next(Batch.of({ items, position: '', positionOf: () => '' }, START_OF_TIME, state));
    yield part;
  }
}

function* lines(trades: number, next: () => TradePayload): Iterable<string> {
  for (let left = trades; left > 0; left -= BATCH) {
    yield Array.from({ length: Math.min(left, BATCH) }, () => `${JSON.stringify(next())}\n`).join('');
  }
}

function tradesOf(keys: number): () => TradePayload {
  const random = createRandom(1);
  const ids = new Uint32Array(keys);
  let n = 0;
  return () => {
    const key = Math.floor(random() * keys);
    const id = (ids[key] ?? 0) + 1;
    ids[key] = id;
    const time = START + Math.floor((n++ * 1_000) / RATE);
    const amount = () => `${(random() * 100 + 0.01).toFixed(4)}0000`; // eight places, as Binance writes them
    return {
      e: 'trade',
      E: time,
      s: `N${key}USDT`,
      t: id,
      p: amount(),
      q: amount(),
      T: time,
      m: id % 2 === 0,
      M: true,
    };
  };
}
