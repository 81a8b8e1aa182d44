/**
 * Makes fixtures/crypto.ndjson: four minutes of a simulated market, with what a real log has in it beside trades that
 * come once, in order and in one spelling. `node test/pipelines/fixture.ts` writes it anew; the market is seeded.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Subject } from 'rxjs';
import { Batch } from '../../src/core/batch.ts';
import { State } from '../../src/core/state.ts';
import { minutes, START_OF_TIME, seconds } from '../../src/core/time.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import type { MarketEvent, TradePayload } from '../../src/market/events.ts';
import { ticks } from '../../src/operators/ticks.ts';
import { random } from '../support/random.ts';

export const FIXTURES = join(import.meta.dirname, '../../fixtures');

const START = Date.UTC(2026, 0, 5, 12);

export function cryptoLog(): string {
  const chance = random(5);
  const trades = createMarket({ seed: 3, start: START, rate: 5 }).until(START + minutes(4));
  const lost = (trade: TradePayload) => trade.s === 'LTCUSDT' && trade.T % 7 === 0;
  const lines = withTicks(withGaps(trades, lost)).map((event) => JSON.stringify(event));
  const sent: string[] = [];
  const log = lines.flatMap((line) => {
    const out = [spelled(line, chance.next())];
    sent.push(line);
    if (chance.chance(0.02)) out.push(sent[chance.integer(0, sent.length - 1)] ?? '');
    if (chance.chance(0.003)) out.push(line.slice(0, chance.integer(1, line.length - 1)), '');
    return out;
  });
  // One trade of the first minute comes in the third, when its window is long final.
  log.splice(Math.floor(log.length * 0.7), 0, ...lines.slice(3, 4).map((line) => line.replace(/"t":(\d+)/, '"t":1$1')));
  return `${log.join('\n')}\n`;
}

/** As the producer tells trades that it never received. */
function withGaps(trades: readonly TradePayload[], lost: (trade: TradePayload) => boolean): MarketEvent[] {
  const last = new Map<string, number>();
  return trades.flatMap((trade): MarketEvent[] => {
    if (lost(trade)) return [];
    const before = last.get(trade.s) ?? trade.t - 1;
    last.set(trade.s, trade.t);
    if (trade.t === before + 1) return [trade];
    return [{ e: 'gap', E: trade.T, s: trade.s, from: before + 1, to: trade.t - 1 }, trade];
  });
}

function withTicks(items: readonly MarketEvent[]): readonly object[] {
  const batches = new Subject<Batch<MarketEvent>>();
  let events: readonly object[] = [];
  batches.pipe(ticks({ every: seconds(5) })).subscribe((batch) => {
    events = batch.events;
  });
  batches.next(Batch.of({ items, position: '', positionOf: () => '' }, START_OF_TIME, new State()));
  return events;
}

/** The same line as others write it: in a combined stream's frame, with blanks and a CR, with times in µs. */
function spelled(line: string, luck: number): string {
  if (!line.startsWith('{"e":"trade"')) return line;
  if (luck < 0.1) return `{"stream":"x@trade","data":${line}}`;
  if (luck < 0.15) return `${line.replaceAll(',', ', ').replaceAll(':', ': ')}\r`;
  if (luck < 0.2) return line.replace(/"([ET])":(\d+)/g, '"$1":$2000');
  if (luck < 0.25) return line.replace('{', '{"b":88,"a":99,');
  return line;
}

if (import.meta.main) writeFileSync(join(FIXTURES, 'crypto.ndjson'), cryptoLog());
