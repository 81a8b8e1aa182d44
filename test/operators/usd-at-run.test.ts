import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { WorldError } from '../../src/core/errors.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import type { Sink } from '../../src/core/sink.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { total } from '../../src/operators/total.ts';
import { usd } from '../../src/operators/usd.ts';
import { print } from '../../src/sinks/print.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { job } from '../support/ended-shards.ts';
import { tickAt, tradeAt } from '../support/market.ts';
import { Kept } from '../support/outside.ts';
import { world } from '../support/world.ts';
import { written } from '../support/written.ts';

interface Priced {
  readonly usd: number | null;
}

const inBtc = (T: number) => tradeAt(T, { s: 'ETHBTC', p: '0.05', q: '2' });
const inBnb = tradeAt(4, { s: 'NEOBNB' });

const worth = (source: ReturnType<typeof log>) =>
  pipeline('worth')
    .from(source)
    .pipe(
      parse(trade),
      usd({ at: 'run' }),
      total({ key: 'symbol' }, { trades: count(), value: sum('usd'), unpriced: missing('usd') }),
    )
    .to(print());

describe("usd({ at: 'run' })", () => {
  const source = log('trades', { limit: 10 });

  test('values all that a job reads at the prices of its run, and nothing by ticks', async () => {
    const items = [inBtc(1), tickAt(2, { BTC: '7', BNB: '7' }), inBtc(9_000), inBnb, tradeAt(5)];
    const { rows } = await drive(worth(source), items, { prices: { BTC: 60_000 } });
    expect(rows).toMatchObject([
      { key: 'BTCUSDT', trades: 1, value: 1, unpriced: 0 },
      { key: 'ETHBTC', trades: 2, value: 12_000, unpriced: 0 },
      { key: 'NEOBNB', trades: 1, value: 0, unpriced: 1 },
    ]);
  });

  test('values at the same prices after a crash', async () => {
    const options = { prices: { BTC: 60_000 } };
    const calm = await drive(worth(source), [inBtc(1), inBtc(2), inBnb, inBtc(3)], options);
    const items: Item[] = [inBtc(1), CRASH, inBtc(2), PAUSE, CRASH, inBnb, CRASH, inBtc(3), CRASH];
    const struck = await drive(worth(source), items, options);
    expect(struck.rows).toEqual(calm.rows);
    expect(written(struck.writes.print)).toEqual(written(calm.writes.print));
  });

  test('is refused on a log without an end, which has no run to be valued at', async () => {
    await expect(drive(worth(log('trades')), [])).rejects.toThrow('usd answers when its source is over');
  });
});

describe('the prices of a run', () => {
  /** A market that costs twice as much each time that somebody asks. */
  const market = () => {
    let asked = 0;
    return { prices: async () => ({ BTC: 60_000 * 2 ** asked++ }), asked: () => asked };
  };
  const valued = (sink: Sink<Priced>) =>
    pipeline('valued')
      .from(job([inBtc(1), inBtc(2)]))
      .pipe(parse(trade), usd({ at: 'run' }))
      .to(sink);

  test('are asked for once: what is written again after a failure is the same', async () => {
    let failures = 2;
    const sink = new Kept<Priced>('sink');
    const write = sink.write.bind(sink);
    sink.write = async (output) => {
      await write(output);
      if (failures-- > 0) throw new WorldError('the sink failed behind its write');
    };
    const { prices, asked } = market();
    expect(await world().start(valued(sink), { prices }).ended).toBeUndefined();
    expect(sink.written).toHaveLength(6);
    expect(written(sink.written).map((value) => value.usd)).toEqual([6_000, 6_000]);
    expect(asked()).toBe(1);
  });

  test('are asked for again where nobody answered', async () => {
    let failures = 2;
    const sink = new Kept<Priced>('sink');
    const prices = async () => {
      if (failures-- > 0) throw new WorldError('the exchange is down');
      return { BTC: 60_000 };
    };
    expect(await world().start(valued(sink), { prices }).ended).toBeUndefined();
    expect(sink.written.map(({ value }) => value.usd)).toEqual([6_000, 6_000]);
  });

  test('are those of each run: the next one is valued anew', async () => {
    const { start } = world();
    const sink = new Kept<Priced>('sink');
    const { prices, asked } = market();
    for (let i = 0; i < 2; i++) expect(await start(valued(sink), { prices }).ended).toBeUndefined();
    expect(sink.written.map(({ value }) => value.usd)).toEqual([6_000, 6_000, 12_000, 12_000]);
    expect(asked()).toBe(2);
  });
});
