import { describe, expect, test } from 'vitest';
import { mean } from '../../src/aggregates/mean.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { collect } from '../../src/operators/collect.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { total } from '../../src/operators/total.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { print } from '../../src/sinks/print.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { BATCHES } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';
import { written } from '../support/written.ts';

const source = log('trades', { limit: 100 });
const trades = pipeline('trades').from(source).pipe(parse(trade));
const collected = (limit: number) =>
  trades.pipe(collect({ limit })).to(print((all: readonly Trade[]) => all.map(({ id }) => id).join(' ')));

describe('collect', () => {
  test.each(BATCHES)(
    'gives all events at once, in log order, when the source is over, in reads of %d',
    async (batch) => {
      const items: Item[] = [tradeAt(9), PAUSE, tradeAt(3), '', tradeAt(7), PAUSE, tradeAt(3)];
      const { texts, writes, counts } = await drive(collected(10), items, { batch });
      expect(texts.print).toEqual(['9 3 7 3']);
      expect(writes.print?.map(({ id }) => id)).toEqual([0, 1, 2, 3].map((i) => `trades/collected/${i}/0`));
      expect(counts).toEqual({ records: 5, folded: 4, blank: 1 });
    },
  );

  test('keeps their order past ten, and gives them as they came', async () => {
    const items = Array.from({ length: 25 }, (_, i) => tradeAt(100 - i));
    const { writes } = await drive(collected(25), items, { batch: 4 });
    const calm = await drive(trades.to(print()), items);
    expect(written(writes.print)).toEqual(written(calm.writes.print));
  });

  test('gives the same after a crash anywhere', async () => {
    const items: Item[] = [tradeAt(1), CRASH, tradeAt(2), PAUSE, CRASH, tradeAt(3), tradeAt(4), CRASH];
    const { texts, writes } = await drive(collected(4), items, { batch: 2 });
    expect(new Set(texts.print)).toEqual(new Set(['1 2 3 4']));
    expect(written(writes.print).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  test('holds as many as its limit and ends the run at one more', async () => {
    expect((await drive(collected(2), [tradeAt(1), tradeAt(2), 'torn'])).texts.print).toEqual(['1 2']);
    await expect(drive(collected(2), [tradeAt(1), tradeAt(2), tradeAt(3)])).rejects.toMatchObject({
      name: 'PipelineError',
      code: 'LIMIT',
      message: 'collect({ limit: 2 }) got one event more: raise the limit, or use a window.',
    });
  });

  test('of nothing gives nothing', async () => {
    expect((await drive(collected(2), ['torn'])).texts.print).toEqual([]);
  });

  test('is refused on a log without an end', async () => {
    const endless = pipeline('endless')
      .from(log('trades'))
      .pipe(parse(trade), collect({ limit: 9 }))
      .to(print());
    await expect(drive(endless, [])).rejects.toThrow('collect answers when its source is over');
  });

  test('keeps numbers that JSON has no spelling for, and what is no object', async () => {
    const odd = [Number.POSITIVE_INFINITY, -0, 'text', null, [1, [Number.NaN]], { $number: '-0' }];
    const values = trades.pipe(
      map(({ id }) => odd[id] ?? null),
      collect({ limit: 9 }),
    );
    const { writes } = await drive(
      values.to(print()),
      [0, 1, 2, 3, 4, 5].map((id) => tradeAt(id)),
    );
    expect(written(writes.print)).toStrictEqual(odd);
  });
});

describe('collected rows', () => {
  const results = { units: sum('quantity'), price: mean('price') };
  const trading: Item[] = [0, 500, 1_000, 2_000].map((T) => tradeAt(T, { q: '0.1', p: '1234567.12345678' }));
  const struck = trading.flatMap((item): Item[] => [item, PAUSE, CRASH]);
  const windows = trades.pipe(tumble({ size: seconds(1), lateness: 0, key: 'symbol' }, results));

  test('are exact as JSON and numbers in code, as they were, with and without a crash', async () => {
    const { writes } = await drive(windows.to(print()), trading);
    const rows = written(writes.print);
    expect(JSON.stringify(rows[0])).toContain('"units":"0.2","price":"1234567.12345678"');
    for (const items of [trading, struck]) {
      const again = written((await drive(windows.pipe(collect({ limit: 9 })).to(print()), items)).writes.print);
      expect(again).toEqual(rows);
      expect(JSON.stringify(again)).toBe(JSON.stringify(rows));
    }
  });

  test('are rows still: numbers for the functions behind, wherever in an event they stand', async () => {
    const pairs = trades.pipe(
      total({ key: 'symbol' }, results),
      map((row) => ({ name: row.key, row, rows: [row] })),
      collect({ limit: 9 }),
      map(({ row, rows }) => [row.units, row.closes, ...rows.map(({ units }) => units)]),
    );
    const { writes } = await drive(pairs.to(print()), struck);
    expect(written(writes.print)).toEqual([[0.4, 8.64e15, 0.4]]);
  });
});
