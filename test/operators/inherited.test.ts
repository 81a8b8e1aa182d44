/** When a shard ends, its children go on with what it has seen: a trade or a price does not wait for the same shard. */
import { describe, expect, test } from 'vitest';
import { pipeline } from '../../src/core/pipeline.ts';
import { minutes } from '../../src/core/time.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { dedupe } from '../../src/operators/dedupe.ts';
import { parse } from '../../src/operators/parse.ts';
import { usd } from '../../src/operators/usd.ts';
import { type Shard, sharded } from '../support/ended-shards.ts';
import { NOON, tickAt, tradeAt } from '../support/market.ts';
import { Kept } from '../support/outside.ts';
import { world } from '../support/world.ts';

const at = (T: number, t: number, s = 'BTCUSDT') => tradeAt(NOON + T, { t, s });

/** The trades that are written, each with its shard, and the counters of all shards. */
async function passed(...shards: readonly Shard[]) {
  const { store, start } = world();
  const sink = new Kept<Trade & { readonly usd: number | null }>('sink');
  const one = pipeline('one')
    .from(sharded(shards))
    .pipe(parse(trade), dedupe({ within: minutes(10) }), usd())
    .to(sink);
  expect(await start(one).ended).toBeUndefined();
  return {
    trades: sink.written.map(({ id, value }) => [id.split('/')[1], value.id, value.usd]),
    counts: await store.counts({ pipeline: 'one', version: 1 }),
  };
}

describe('a child of a shard that was split', () => {
  test('knows the trades that its parent saw, and each child for itself those that came since', async () => {
    const { trades, counts } = await passed(
      { id: 'parent', items: [at(0, 1), at(1, 2)] },
      { id: 'left', parents: ['parent'], items: [at(0, 1), at(2, 3)] },
      { id: 'right', parents: ['parent'], items: [at(1, 2), at(2, 3)] },
    );
    expect(trades).toEqual([
      ['parent', 1, 1],
      ['parent', 2, 1],
      ['left', 3, 1],
      ['right', 3, 1],
    ]);
    expect(counts).toEqual({ records: 6, duplicates: 2 });
  });

  test('knows the prices that its parent was told', async () => {
    const { trades } = await passed(
      { id: 'parent', items: [tickAt(NOON, { BTC: '60000' })] },
      { id: 'child', parents: ['parent'], items: [at(5_000, 1, 'ETHBTC')] },
    );
    expect(trades).toEqual([['child', 1, 60_000]]);
  });

  test('starts as late as its parent ended', async () => {
    const { trades, counts } = await passed(
      { id: 'parent', items: [at(minutes(11), 1)] },
      { id: 'child', parents: ['parent'], items: [at(0, 2)] },
    );
    expect(trades).toEqual([['parent', 1, 1]]);
    expect(counts).toMatchObject({ 'rejected.stale': 1 });
  });
});

describe('a child of two shards that were merged', () => {
  test('knows the trades that either saw, and the prices', async () => {
    const { trades, counts } = await passed(
      { id: 'left', items: [tickAt(NOON, { BTC: '60000' }), at(0, 1), at(1, 2), at(2, 3)] },
      { id: 'right', items: [tickAt(NOON, { BTC: '60000' }), at(4, 5), at(5, 6), at(6, 7, 'ETHUSDT')] },
      {
        id: 'child',
        parents: ['left', 'right'],
        items: [at(0, 1), at(2, 3), at(5, 6), at(6, 7, 'ETHUSDT'), at(3, 4), at(7, 7), at(6_000, 8, 'ETHBTC')],
      },
    );
    expect(trades.filter(([shard]) => shard === 'child')).toEqual([
      ['child', 4, 1],
      ['child', 7, 1],
      ['child', 8, 60_000],
    ]);
    expect(counts).toMatchObject({ records: 15, duplicates: 4, ticks: 2 });
  });
});
