import fc from 'fast-check';
import {
  asyncScheduler,
  bufferCount,
  concat,
  delay,
  filter,
  from,
  map,
  mergeMap,
  type OperatorFunction,
  observeOn,
  of,
  pipe,
  scan,
  take,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { pipeline } from '../../src/core/pipeline.ts';
import { log } from '../../src/logs/log.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { each } from '../../src/operators/each.ts';
import { parse } from '../../src/operators/parse.ts';
import { print } from '../../src/sinks/print.ts';
import { drive } from '../../src/testing.ts';
import { batchOf, through } from '../support/batches.ts';
import { BATCHES } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';
import { written } from '../support/written.ts';

type Lifted = OperatorFunction<number, number>;

/** What comes out of operators behind each other, each event with its record, and what was set aside. */
async function outcome(events: readonly number[], ...lifted: readonly Lifted[]) {
  let batch = batchOf(events);
  for (const one of lifted) for (const next of await through(each(one), batch)) batch = next;
  const rejected = batch.rejected.toSorted((a, b) => a.record - b.record);
  return { events: batch.events.map((event, i) => [event, batch.recordOf(i)]), rejected };
}

const odd = map((n: number) => {
  if (n % 3 === 0) throw new Error(`${n} is a multiple of 3`);
  return n;
});
/** No more than one result for an event, so that all of it is set aside or nothing. */
const single: fc.Arbitrary<Lifted> = fc.oneof(
  fc.integer({ min: -9, max: 9 }).map((by) => map((n: number) => n * by + 1)),
  fc.integer({ min: 2, max: 4 }).map((by) => filter((n: number) => n % by === 0)),
  fc.constantFrom<Lifted>(odd, take(1)),
);
const several: fc.Arbitrary<Lifted> = fc
  .array(fc.integer({ min: -9, max: 9 }), { maxLength: 3 })
  .map((addends) => mergeMap((n: number) => from(addends.map((addend) => n + addend))));
const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 12 });

describe('each', () => {
  test('of two operators piped is each of the one, then each of the other, errors included', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, single, fc.oneof(single, several), async (events, f, g) => {
        expect(await outcome(events, pipe(f, g))).toEqual(await outcome(events, f, g));
      }),
      { numRuns: 200 },
    );
  });

  test('lets an operator give several events for one, or none, all of the same record', async () => {
    const { events } = await outcome(
      [1, 2, 3],
      mergeMap((n: number) => (n === 2 ? [] : [n, -n])),
    );
    expect(events).toEqual([
      [1, 0],
      [-1, 0],
      [3, 2],
      [-3, 2],
    ]);
  });

  test('holds nothing between events: what gathers or counts them begins anew with each', async () => {
    const gathered = bufferCount<number>(2);
    const lengths = map((all: number[]) => all.length);
    expect((await outcome([5, 6, 7], pipe(gathered, lengths))).events.map(([n]) => n)).toEqual([1, 1, 1]);
    const sums = scan((all: number, n: number) => all + n, 0);
    expect((await outcome([5, 6, 7], sums)).events.map(([n]) => n)).toEqual([5, 6, 7]);
  });

  test('sets aside the one event on which an operator fails, with all that it had given for it', async () => {
    const next = mergeMap((n: number) => of(n, n + 1));
    expect(await outcome([4, 2, 7], pipe(next, odd))).toEqual({
      events: [
        [4, 0],
        [5, 0],
        [7, 2],
        [8, 2],
      ],
      rejected: [{ record: 1, operator: 'each', reason: 'failed', detail: '3 is a multiple of 3' }],
    });
  });

  test.each<[string, Lifted]>([
    ['delay', delay(0)],
    ['observeOn', observeOn(asyncScheduler)],
    ['a promise', mergeMap(async (n) => n)],
    ['one result at once and another later', mergeMap((n) => concat(of(n), of(n).pipe(delay(1))))],
  ])('refuses an operator that waits: %s', async (_name, waiting) => {
    await expect(outcome([1], waiting)).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('it waits or buffers'),
    });
  });
});

describe('each, in a pipeline', () => {
  const price = (lifted: OperatorFunction<Trade, number>) =>
    pipeline('prices').from(log('trades')).pipe(parse(trade), each(lifted)).to(print());

  test.each(BATCHES)('sets aside the record of a failure alone, in reads of %d', async (batch) => {
    const items = [1, 3, 5].map((p) => tradeAt(p, { p: String(p) }));
    const odds = price(
      pipe(
        map((t) => t.price),
        odd,
      ),
    );
    const { writes, rejected } = await drive(odds, items, { batch });
    expect(written(writes.print)).toEqual([1, 5]);
    expect(rejected).toMatchObject([{ reason: 'failed', text: JSON.stringify(items[1]) }]);
  });

  test('ends the run where its operator waits, for no event is to blame', async () => {
    const waiting = price(
      pipe(
        map((t) => t.price),
        delay(10),
      ),
    );
    await expect(drive(waiting, [tradeAt(1)])).rejects.toMatchObject({ name: 'PipelineError', code: 'CONFIG' });
  });
});
