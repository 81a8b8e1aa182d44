/** Operators over raw records may stand in front of `parse`: each event still knows the record that it came from. */
import fc from 'fast-check';
import { mergeMap } from 'rxjs';
import { expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import type { LogRecord } from '../../src/core/record.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { each } from '../../src/operators/each.ts';
import { filter } from '../../src/operators/filter.ts';
import { parse } from '../../src/operators/parse.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { print } from '../../src/sinks/print.ts';
import { view } from '../../src/sinks/view.ts';
import { drive } from '../../src/testing.ts';
import { recordOf } from '../support/batches.ts';
import { BATCHES, placeOf, signs, struck } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';

const textOf = ({ data }: LogRecord) => new TextDecoder().decode(data);
const wanted = filter((record: LogRecord) => !textOf(record).startsWith('#'));
const lines = each(
  mergeMap((record: LogRecord) =>
    textOf(record)
      .split('\n')
      .map((line) => recordOf(line)),
  ),
);

const passed = pipeline('passed').from(log('trades')).pipe(wanted, parse(trade)).to(print());
const window = { size: minutes(1), lateness: seconds(5), key: 'symbol' } as const;
const perMinute = pipeline('per-minute')
  .from(log('trades'))
  .pipe(wanted, parse(trade), tumble(window, { trades: count() }))
  .to(view('per-minute'));
const unpacked = pipeline('unpacked')
  .from(log('trades'))
  .pipe(lines, parse(trade), tumble(window, { trades: count() }))
  .to(view('unpacked'));
const packed = (...items: readonly object[]) => items.map((item) => JSON.stringify(item)).join('\n');

test.each(BATCHES)('behind a filter each event is named by its own record, in reads of %d', async (batch) => {
  const { writes, counts } = await drive(passed, ['#', tradeAt(1), '#', '#', tradeAt(2), 'torn', tradeAt(3)], {
    batch,
  });
  expect(writes.print?.map(({ id, value }) => [id, value.time])).toEqual([
    [`passed/items/${placeOf(1)}/0`, 1],
    [`passed/items/${placeOf(4)}/0`, 2],
    [`passed/items/${placeOf(6)}/0`, 3],
  ]);
  expect(counts).toEqual({ records: 7, filtered: 3, 'rejected.unparsable': 1 });
});

test.each(BATCHES)('behind a filter a dead letter holds the bytes of its own record, in reads of %d', async (batch) => {
  const { rejected } = await drive(passed, ['#1', 'torn', '#2', '#3', 'broken', tradeAt(1)], { batch });
  expect(rejected).toMatchObject([{ text: 'torn' }, { text: 'broken' }]);
});

test('behind a filter lateness is judged by what passed it, and is the same in every cut', async () => {
  const time = fc.integer({ min: 0, max: 200_000 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), time), { maxLength: 25 }), signs, async (records, where) => {
      const items = records.map(([passes, T]) => (passes ? JSON.stringify(tradeAt(T)) : `#${T}`));
      const late: string[] = [];
      let watermark = Number.NEGATIVE_INFINITY;
      for (const [i, [passes, T]] of records.entries()) {
        if (!passes) continue;
        if (Math.floor(T / 60_000) * 60_000 + 65_000 <= watermark) late.push(items[i] ?? '');
        watermark = Math.max(watermark, T);
      }
      for (const batch of BATCHES) {
        const { rejected, counts } = await drive(perMinute, struck(items, where), { batch });
        expect(rejected.map(({ text }) => text)).toEqual(late);
        expect(counts.filtered ?? 0).toBe(records.filter(([passes]) => !passes).length);
      }
    }),
    { numRuns: 30 },
  );
});

test('the events of one record are all judged by the watermark before it', async () => {
  const record = packed(tradeAt(30_000), tradeAt(120_000), tradeAt(40_000));
  const { rows, rejected } = await drive(unpacked, [record, tradeAt(50_000)]);
  expect(rows).toMatchObject([
    { start: 0, trades: 2, final: true },
    { start: 120_000, trades: 1, final: false },
  ]);
  expect(rejected).toMatchObject([{ reason: 'late', text: JSON.stringify(tradeAt(50_000)) }]);
});

test('what is set aside of one record is set aside with all of it, once for each event', async () => {
  const record = packed(tradeAt(1), tradeAt(2));
  const { rejected, counts } = await drive(unpacked, [tradeAt(70_000), record]);
  expect(rejected).toMatchObject([
    { reason: 'late', text: record },
    { reason: 'late', text: record },
  ]);
  expect(counts).toEqual({ records: 2, folded: 1, 'rejected.late': 2 });
});
