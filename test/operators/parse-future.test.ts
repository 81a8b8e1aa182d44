import { NEVER } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Source } from '../../src/core/source.ts';
import { days, minutes, seconds } from '../../src/core/time.ts';
import { trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { usd } from '../../src/operators/usd.ts';
import { view } from '../../src/sinks/view.ts';
import { drive } from '../../src/testing.ts';
import { recordOf } from '../support/batches.ts';
import { tickAt, tradeAt } from '../support/market.ts';

/** A log that knows when it took each record, which is what it yields as an item. */
const arriving: Source<LogRecord> = { name: 'arriving', kind: 'other', bounded: false, partitions: () => NEVER };

const perMinute = (options?: { readonly maxAhead: number }) =>
  pipeline('per-minute')
    .from(arriving)
    .pipe(
      parse(trade, options),
      usd(),
      tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { trades: count(), unpriced: missing('usd') }),
    )
    .to(view('per-minute'));

describe('an event ahead of its arrival', () => {
  test('is an event for up to a minute, and is set aside as future beyond', async () => {
    const { rows, rejected, counts } = await drive(perMinute(), [
      recordOf(tradeAt(90_000), 30_000),
      recordOf(tradeAt(90_000, { t: 2 }), 29_999),
    ]);
    expect(rows).toMatchObject([{ start: 60_000, trades: 1 }]);
    expect(rejected).toMatchObject([
      {
        reason: 'future',
        detail: 'its time 1970-01-01T00:01:30.000Z is more than 60000 ms after its arrival 1970-01-01T00:00:29.999Z',
        text: JSON.stringify(tradeAt(90_000, { t: 2 })),
      },
    ]);
    expect(counts).toMatchObject({ records: 2, folded: 1, 'rejected.future': 1 });
  });

  test("closes nobody's windows, be it a trade, a tick or a notice", async () => {
    const far = Date.UTC(2124, 0);
    const wild = [tradeAt(far), tickAt(far, { BTC: '1' }), { e: 'end', E: far }];
    const { rows, rejected, counts } = await drive(perMinute(), [
      recordOf(tradeAt(1_000), 1_000),
      ...wild.map((item) => recordOf(item, 1_000)),
      recordOf(tradeAt(1_500), 2_000),
    ]);
    expect(rejected.map(({ reason, text }) => [reason, text])).toEqual(
      wild.map((item) => ['future', JSON.stringify(item)]),
    );
    expect(rows).toMatchObject([{ start: 0, trades: 2, final: false }]);
    expect(counts).toEqual({ records: 5, folded: 2, 'rejected.future': 3 });
  });

  test('tells no price', async () => {
    const { rows } = await drive(perMinute({ maxAhead: seconds(1) }), [
      recordOf(tickAt(5_000, { BTC: '60000' }), 1_000),
      recordOf(tradeAt(10_000, { s: 'ETHBTC' }), 10_000),
      recordOf(tickAt(15_000, { BTC: '60000' }), 15_000),
      recordOf(tradeAt(20_000, { s: 'ETHBTC' }), 20_000),
    ]);
    expect(rows).toMatchObject([{ trades: 2, unpriced: 1 }]);
  });

  test('is judged by the maxAhead that its author gave', async () => {
    const items = [recordOf(tradeAt(1_000), 1_000), recordOf(tradeAt(1_001), 1_000)];
    const { rows, rejected } = await drive(perMinute({ maxAhead: 0 }), items);
    expect(rows).toMatchObject([{ trades: 1 }]);
    expect(rejected).toMatchObject([{ reason: 'future' }]);
  });
});

test('where the log knows no arrival, no event is ahead of it', async () => {
  const { rows, rejected } = await drive(perMinute(), [recordOf(tradeAt(1_000)), recordOf(tradeAt(days(1)))]);
  expect(rejected).toEqual([]);
  expect(rows).toMatchObject([
    { start: 0, final: true },
    { start: days(1), final: false },
  ]);
});
