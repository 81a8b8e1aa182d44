import { expect, test } from 'vitest';
import { pipeline } from '../../src/core/pipeline.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { scan } from '../../src/operators/scan.ts';
import { job, type Shard } from '../support/ended-shards.ts';
import { tradeAt } from '../support/market.ts';
import { Kept } from '../support/outside.ts';
import { world } from '../support/world.ts';

/** The numbers that the runs of one job give, over one store. */
async function runs(keep: boolean | undefined, ...logs: readonly Shard['items'][]): Promise<number[]> {
  const { start } = world();
  const sink = new Kept<number>('sink');
  for (const items of logs) {
    const counted = pipeline('counted')
      .from(job(items))
      .pipe(
        parse(trade),
        scan<Trade, number>({ key: 'symbol', zero: () => 0, ...(keep !== undefined && { keep }) }, (n) => n + 1),
      )
      .to(sink);
    expect(await start(counted).ended).toBeUndefined();
  }
  return sink.written.map(({ value }) => value);
}

const btc = tradeAt(1);
const eth = tradeAt(2, { s: 'ETHUSDT' });

test('a state that is kept is where the next run of a job goes on', async () => {
  expect(await runs(true, [btc, btc, eth], [btc, eth], [], [eth])).toEqual([1, 2, 1, 3, 2, 3]);
});

test('a state that is not kept begins anew with each run', async () => {
  for (const keep of [false, undefined]) {
    expect(await runs(keep, [btc, btc, eth], [btc, eth])).toEqual([1, 2, 1, 1, 1]);
  }
});
