import { map as rxMap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { sum } from '../../src/aggregates/sum.ts';
import type { Operator } from '../../src/core/operator.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { each } from '../../src/operators/each.ts';
import { filter } from '../../src/operators/filter.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { scan } from '../../src/operators/scan.ts';
import { total } from '../../src/operators/total.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { print } from '../../src/sinks/print.ts';
import { view } from '../../src/sinks/view.ts';
import { drive } from '../../src/testing.ts';
import { BATCHES, placeOf } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';

const trades = pipeline('trades').from(log('trades')).pipe(parse(trade));
const eth = (T: number) => tradeAt(T, { s: 'ETHUSDT' });
const noFour = ({ id }: { readonly id: number }): number => {
  if (id === 4) throw new TypeError('4 is no id');
  return id;
};

describe('map', () => {
  test.each(BATCHES)(
    'makes one of each event, and sets aside the one on which it throws, in reads of %d',
    async (n) => {
      const items = [3, 4, 5].map((id) => tradeAt(id));
      const { writes, rejected, counts } = await drive(trades.pipe(map(noFour)).to(print()), items, { batch: n });
      expect(writes.print).toEqual([
        { id: `trades/items/${placeOf(0)}/0`, value: 3 },
        { id: `trades/items/${placeOf(2)}/0`, value: 5 },
      ]);
      expect(rejected).toEqual([{ reason: 'failed', detail: '4 is no id', text: JSON.stringify(items[1]) }]);
      expect(counts).toEqual({ records: 3, 'rejected.failed': 1 });
    },
  );
});

test('a function that gives a promise ends the run, for no event is to blame', async () => {
  const later = async () => true;
  for (const [who, waiting] of [
    ['map', map(later as () => unknown)],
    ['filter', filter(later as unknown as () => boolean)],
    ['each', each(rxMap(later))],
    ['scan', scan({ key: () => '', zero: () => 0 }, later as unknown as () => number)],
  ] as const) {
    const message = expect.stringMatching(new RegExp(`^${who} was given a function that gives a promise`));
    const driven = drive(trades.pipe(waiting as Operator<unknown, unknown>).to(print()), [tradeAt(1)]);
    await expect(driven).rejects.toMatchObject({ code: 'CONFIG', message });
  }
});

describe('filter', () => {
  const odd = trades.pipe(filter((t) => noFour(t) % 2 === 1)).to(print());

  test.each(BATCHES)('lets through what is wanted and counts what is not, in reads of %d', async (batch) => {
    const items = [1, 2, 3, 6].map((id) => tradeAt(id));
    const { writes, counts } = await drive(odd, items, { batch });
    expect(writes.print?.map(({ id, value }) => [id, value.id])).toEqual([
      [`trades/items/${placeOf(0)}/0`, 1],
      [`trades/items/${placeOf(2)}/0`, 3],
    ]);
    expect(counts).toEqual({ records: 4, filtered: 2 });
  });

  test('sets aside the event on which it throws, which is then neither wanted nor unwanted', async () => {
    const { writes, rejected, counts } = await drive(odd, [tradeAt(4), tradeAt(5)]);
    expect(writes.print).toHaveLength(1);
    expect(rejected).toMatchObject([{ reason: 'failed', detail: '4 is no id' }]);
    expect(counts).toEqual({ records: 2, 'rejected.failed': 1 });
  });

  test('in front of a window changes no verdict on lateness, wherever it stands behind parse', async () => {
    const minute = { size: minutes(1), lateness: seconds(5), key: 'symbol' } as const;
    const items = [eth(1), tradeAt(65_000), eth(2), eth(65_001)];
    const all = await drive(trades.pipe(tumble(minute, { n: count() })).to(view('all')), items);
    const wanted = trades.pipe(
      filter(({ base }) => base === 'ETH'),
      tumble(minute, { n: count() }),
    );
    const some = await drive(wanted.to(view('some')), items);
    expect(some.rejected).toEqual(all.rejected);
    expect(some.rejected).toMatchObject([{ reason: 'late', text: JSON.stringify(eth(2)) }]);
    expect(some.rows).toEqual(all.rows.filter(({ key }) => key === 'ETHUSDT'));
    expect(some.counts).toMatchObject({ filtered: 1, folded: 2 });
  });
});

describe('a filter by fields', () => {
  test.each(BATCHES)('lets through what has one of the values in each field, in reads of %d', async (batch) => {
    const items = [tradeAt(1), eth(2), { ...tradeAt(3), m: false }, tradeAt(4, { s: 'BTCEUR' })];
    const wanted = trades.pipe(filter({ base: 'BTC', quote: ['USDT', 'BTC'], buyerIsMaker: true }));
    const { writes, counts } = await drive(wanted.to(print()), items, { batch });
    expect(writes.print?.map(({ id, value }) => [id, value.time])).toEqual([[`trades/items/${placeOf(0)}/0`, 1]]);
    expect(counts).toEqual({ records: 4, filtered: 3 });
  });

  test('sets aside an event that has no such field', async () => {
    const misspelt = trades.pipe(filter({ bas: 'BTC' } as never)).to(print());
    const { rejected, counts } = await drive(misspelt, [tradeAt(1)]);
    expect(rejected).toMatchObject([{ reason: 'failed', detail: 'it has no field bas' }]);
    expect(counts).toEqual({ records: 1, 'rejected.failed': 1 });
  });

  test.each([
    ['nothing', {}, 'filter was given {}. Wanted: a function, or fields'],
    ['no value', { symbol: [] }, 'filter was given symbol: []. Wanted:'],
    ['an object for a value', { symbol: { is: 'A' } }, 'filter was given symbol: {"is":"A"}. Wanted:'],
    ['null among the values', { symbol: ['A', null] }, 'filter was given symbol: ["A",null]. Wanted:'],
    ['no object at all', undefined, 'filter was given undefined. Wanted:'],
  ])('refuses %s', (_what, wanted, message) => {
    expect(() => filter(wanted as never)).toThrow(message);
  });
});

describe('behind a window', () => {
  const totals = pipeline('totals')
    .from(log('trades', { limit: 100 }))
    .pipe(parse(trade), total({ key: 'symbol' }, { units: sum('quantity') }));

  test('they work on rows, whose names stay; and what is not wanted is no lost record', async () => {
    const large = totals.pipe(
      filter(({ units }) => units > 1),
      map(({ key, units }) => `${key} ${units}`),
    );
    const { writes, counts } = await drive(large.to(print()), [tradeAt(1), eth(2), eth(3)]);
    expect(writes.print).toEqual([{ id: 'totals/ETHUSDT/0/0', value: 'ETHUSDT 2' }]);
    expect(counts).toEqual({ records: 3, folded: 3 });
  });

  test('a throw ends the run: a row has no record that could be set aside', async () => {
    const failing = totals.pipe(
      map((row) => {
        throw new Error(`${row.key} is not for sale`);
      }),
    );
    await expect(drive(failing.to(print()), [tradeAt(1)])).rejects.toThrow('BTCUSDT is not for sale');
  });
});
