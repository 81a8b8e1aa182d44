import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pipeline } from '../../src/core/pipeline.ts';
import { millis } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { dedupe } from '../../src/operators/dedupe.ts';
import { parse } from '../../src/operators/parse.ts';
import { print } from '../../src/sinks/print.ts';
import { drive } from '../../src/testing.ts';
import { BATCHES, signs, struck } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';
import { written } from '../support/written.ts';

const WITHIN = 40;
const deduped = pipeline('deduped')
  .from(log('trades'))
  .pipe(parse(trade), dedupe({ within: millis(WITHIN) }))
  .to(print());

/** Few trades, so that they repeat, in any order; the time of each is its own, as it is of a trade. */
const trades = fc.array(
  fc
    .tuple(fc.constantFrom('BTCUSDT', 'ETHUSDT'), fc.nat(15))
    .map(([s, t]) => tradeAt(1_000 + ((t * 37) % 100), { s, t })),
  { maxLength: 30 },
);

/** By a set that forgets nothing. */
function oracle(items: readonly ReturnType<typeof tradeAt>[]) {
  const seen = new Set<string>();
  const stale: string[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  let duplicates = 0;
  for (const item of items) {
    const name = `${item.s} ${item.t}`;
    if (item.T < watermark - WITHIN) stale.push(JSON.stringify(item));
    else if (seen.has(name)) duplicates++;
    else seen.add(name);
    watermark = Math.max(watermark, item.T);
  }
  return { passed: [...seen].sort(), stale, duplicates };
}

test('each trade passes once, whatever the cut into reads and whenever the process is killed', async () => {
  await fc.assert(
    fc.asyncProperty(trades, signs, async (items, where) => {
      const { passed, stale, duplicates } = oracle(items);
      for (const batch of BATCHES) {
        const { writes, rejected, counts } = await drive(deduped, struck(items, where), { batch });
        const trades = written(writes.print).map(({ symbol, id }) => `${symbol} ${id}`);
        expect(trades.sort()).toEqual(passed);
        expect(rejected.map(({ reason, text }) => [reason, text])).toEqual(stale.map((text) => ['stale', text]));
        expect(counts.duplicates ?? 0).toBe(duplicates);
        expect(passed.length + duplicates + stale.length).toBe(counts.records ?? 0);
      }
    }),
    { numRuns: 40 },
  );
});
