import { lastValueFrom, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { IdIntervals } from '../../src/core/id-intervals.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { State } from '../../src/core/state.ts';
import { seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { dedupe } from '../../src/operators/dedupe.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { print } from '../../src/sinks/print.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { batchOf, recordOf } from '../support/batches.ts';
import { NOON, tickAt, tradeAt } from '../support/market.ts';
import { written } from '../support/written.ts';

const within = seconds(10);
const deduped = pipeline('deduped').from(log('trades')).pipe(parse(trade), dedupe({ within })).to(print());

/** A trade so many ms past noon. */
const at = (T: number, t: number, s = 'BTCUSDT') => tradeAt(NOON + T, { t, s });

async function passed(items: readonly Item[]) {
  const { writes, rejected, counts } = await drive(deduped, items);
  return { trades: written(writes.print).map(({ symbol, id }) => `${symbol} ${id}`), rejected, counts };
}

describe('dedupe', () => {
  test('lets each trade through once, drops what repeats it, and counts that', async () => {
    const { trades, rejected, counts } = await passed([at(0, 1), at(0, 1), at(1, 2), at(1, 2), at(0, 1), at(2, 3)]);
    expect(trades).toEqual(['BTCUSDT 1', 'BTCUSDT 2', 'BTCUSDT 3']);
    expect(rejected).toEqual([]);
    expect(counts).toEqual({ records: 6, duplicates: 3 });
  });

  test('knows the ids of each symbol apart', async () => {
    const { trades } = await passed([at(0, 1), at(0, 1, 'ETHUSDT'), at(0, 1, 'ETHUSDT'), at(0, 1)]);
    expect(trades).toEqual(['BTCUSDT 1', 'ETHUSDT 1']);
  });

  test('takes ids in any order', async () => {
    const { trades, counts } = await passed([5, 1, 3, 2, 3, 4, 5, 1, 0].map((id) => at(id, id)));
    expect(trades).toEqual([5, 1, 3, 2, 4, 0].map((id) => `BTCUSDT ${id}`));
    expect(counts).toMatchObject({ duplicates: 3 });
  });

  test('remembers over a crash what it has seen, between others and apart from them', async () => {
    const before: Item[] = [at(0, 1), at(1, 3), PAUSE, at(2, 2), PAUSE, at(3, 4), PAUSE];
    const { trades, counts } = await passed([...before, CRASH, at(2, 2), at(3, 4), at(4, 5), at(0, 1)]);
    expect(trades).toEqual([1, 3, 2, 4, 5].map((id) => `BTCUSDT ${id}`));
    expect(counts).toEqual({ records: 8, duplicates: 3 });
  });
});

describe('an event further behind event time than dedupe remembers', () => {
  test('is stale, be it a repetition or not; one that is as far behind as that is judged', async () => {
    const { trades, rejected, counts } = await passed([
      at(0, 1),
      at(10_000, 2),
      at(0, 1),
      at(0, 3),
      at(10_001, 4),
      at(0, 1),
      at(0, 5),
    ]);
    expect(trades).toEqual([1, 2, 3, 4].map((id) => `BTCUSDT ${id}`));
    expect(rejected).toMatchObject([
      {
        reason: 'stale',
        text: JSON.stringify(at(0, 1)),
        detail: 'its time 2024-08-08T12:00:00.000Z is over 10000 ms behind event time, 2024-08-08T12:00:10.001Z',
      },
      { reason: 'stale', text: JSON.stringify(at(0, 5)) },
    ]);
    expect(counts).toEqual({ records: 7, duplicates: 1, 'rejected.stale': 2 });
  });

  test('is judged by what came before its own record, ticks included', async () => {
    const { trades, rejected } = await passed([at(0, 1), tickAt(NOON + 10_001, {}), at(0, 2), at(1, 3)]);
    expect(trades).toEqual(['BTCUSDT 1', 'BTCUSDT 3']);
    expect(rejected).toMatchObject([{ reason: 'stale' }]);
  });

  test('is set aside, and ends no run, even where its time is no instant', async () => {
    const odd = pipeline('odd')
      .from(log('trades'))
      .pipe(
        parse(trade),
        map((t) => ({ ...t, time: t.id === 2 ? -1e300 : t.time })),
        dedupe({ within }),
      )
      .to(print());
    const { rejected, counts } = await drive(odd, [at(0, 1), at(1, 2), at(2, 3)]);
    expect(rejected).toMatchObject([{ reason: 'stale', detail: expect.stringContaining('-1e+300') }]);
    expect(counts).toEqual({ records: 3, 'rejected.stale': 1 });
  });
});

describe('the memory of dedupe', () => {
  async function held(items: readonly object[]): Promise<IdIntervals> {
    const state = new State();
    const records = items.map((item) => recordOf(item));
    await lastValueFrom(of(batchOf(records, 'data', state)).pipe(parse(trade), dedupe({ within })));
    return state.cells<IdIntervals>('dedupe').get('BTCUSDT') ?? [];
  }

  test('is one interval for as many ids as follow each other', async () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => i);
    expect(await held(ids.map((id) => at(id * 1_000, id)))).toEqual([[0, 4_999, NOON + 4_999_000]]);
  });

  test('is bounded by what comes within its span, where no ids follow each other', async () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => 2 * i);
    const intervals = await held(ids.map((id) => at(id * 500, id)));
    // One a second, from ten seconds before the trade in front of the last one up to the last.
    expect(intervals.map(([from]) => from)).toEqual(ids.slice(-12));
  });
});
