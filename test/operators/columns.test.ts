/** Goal: whether events lie in columns or are objects changes no row, no verdict, no count and no state. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { maximum } from '../../src/aggregates/maximum.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { sum } from '../../src/aggregates/sum.ts';
import type { Batch } from '../../src/core/batch.ts';
import type { Decoder } from '../../src/core/decoder.ts';
import { type Pipeline, pipeline } from '../../src/core/pipeline.ts';
import { State } from '../../src/core/state.ts';
import { millis } from '../../src/core/time.ts';
import { file } from '../../src/logs/file/file.ts';
import { log } from '../../src/logs/log.ts';
import { SYMBOLS_MAX } from '../../src/market/trade/symbols.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { dedupe } from '../../src/operators/dedupe.ts';
import { filter } from '../../src/operators/filter.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { total } from '../../src/operators/total.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { usd } from '../../src/operators/usd.ts';
import { print } from '../../src/sinks/print.ts';
import { view } from '../../src/sinks/view.ts';
import { drive } from '../../src/testing.ts';
import { batchOf, recordOf, through } from '../support/batches.ts';
import { BATCHES, signs, struck } from '../support/cuts.ts';
import { tickAt, tradeAt } from '../support/market.ts';

/** Copies have no columns. */
const objects: Decoder<Trade> = { ...trade };
const spans = { size: millis(20), lateness: millis(10) };
const seen = { within: millis(60) };
const settled = { settle: millis(5), maxAge: millis(40), late: millis(200) };
const results = { trades: count(), units: sum('quantity'), value: sum('usd'), unpriced: missing('usd') };

const events = (decoder: Decoder<Trade>, limit?: number) =>
  pipeline('columns')
    .from(log('trades', limit === undefined ? {} : { limit }))
    .pipe(parse(decoder), dedupe(seen));

/** Each form of a pipeline, of columns all the way, of objects from somewhere on, and of a decoder that has none. */
const forms: { readonly [form: string]: (decoder: Decoder<Trade>) => Pipeline<unknown> } = {
  'windows by fields': (decoder) =>
    events(decoder)
      .pipe(usd(settled), tumble({ ...spans, key: 'symbol' }, results))
      .to(view('columns')),
  'windows by another key, of the log’s own prices': (decoder) =>
    pipeline('columns')
      .from(file('trades.ndjson'))
      .pipe(
        parse(decoder),
        dedupe(seen),
        usd({ from: 'trades' }),
        tumble({ ...spans, key: 'quote', time: 'time' }, results),
      )
      .to(view('columns')),
  'windows with a lambda': (decoder) =>
    events(decoder)
      .pipe(usd(settled), tumble({ ...spans, key: ({ symbol }) => symbol }, { ...results, most: maximum('price') }))
      .to(view('columns')),
  'a filter and a map before the window': (decoder) =>
    events(decoder)
      .pipe(
        usd(settled),
        filter(({ price }) => price !== 2),
        map((one) => ({ ...one, buyer: one.buyerOrder ?? -1 })),
        tumble({ ...spans, key: 'symbol' }, { ...results, buyers: sum('buyer') }),
      )
      .to(view('columns')),
  'a filter by fields': (decoder) =>
    events(decoder)
      .pipe(
        filter({ symbol: ['BTCUSDT', 'ETHBTC', '币安人生USDT'], price: [1, 2, 12.5, 999_999_999_999_999] }),
        usd(settled),
        tumble({ ...spans, key: 'symbol' }, results),
      )
      .to(view('columns')),
  'totals of a job': (decoder) =>
    events(decoder, 99)
      .pipe(usd({ at: 'run' }), total({ key: 'symbol' }, results))
      .to(print(), view('columns')),
  'no window': (decoder) => events(decoder).pipe(usd(settled)).to(print()),
};

/** Prices and quantities that fit well, ill, and not at all; the largest product has no amount in dollars. */
const amounts = fc.constantFrom('1', '2', '0.00000001', '90071992.54740993', '999999999999999', '0', '12.50', '1e3');
/** Few, so that some are just in time, and some just late. */
const times = fc.nat(30).map((n) => 1_000 + 5 * n);
const symbols = fc.constantFrom('BTCUSDT', 'ETHBTC', 'BTCEUR', '币安人生USDT', 'BTCXYZ');
const trades = fc
  .record({ T: times, s: symbols, t: fc.nat(9), p: amounts, q: amounts })
  .chain(({ T, ...fields }) =>
    fc.constantFrom({}, {}, { b: 7, a: 8 }, { b: 7 }).map((orders) => ({ ...tradeAt(T, fields), ...orders })),
  );
const ticks = fc.tuple(times, fc.constantFrom('60000', '3', '0')).map(([E, BTC]) => tickAt(E, { BTC, ETH: '2500.5' }));
const items = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: trades.map((one) => JSON.stringify(one)) },
    { weight: 2, arbitrary: ticks.map((one) => JSON.stringify(one)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'torn', '{"e":"trade"}', '{"e":"gap","E":1100,"s":"A","from":1,"to":2}'),
    },
  ),
  { maxLength: 60 },
);

describe.each(Object.entries(forms))('%s', (_form, of) => {
  test('come out of columns as out of objects, in every cut and after every crash', async () => {
    const [columnar, plain] = [of(trade), of(objects)];
    await fc.assert(
      fc.asyncProperty(items, signs, fc.constantFrom(...BATCHES), async (log, where, batch) => {
        const options = { batch, prices: { BTC: 60_000 } };
        const one = await drive(columnar, struck(log, where), options);
        const other = await drive(plain, struck(log, where), options);
        expect(JSON.stringify(one.rows)).toBe(JSON.stringify(other.rows));
        expect(one).toStrictEqual(other);
      }),
      { numRuns: 60 },
    );
  });
});

test('what is made of a decoder, or of an aggregate, that knows columns does what it says, not what that one did', async () => {
  const later = { ...trade, timeOf: (one: Trade) => one.time + 1_000 };
  const twice = { ...count(), add: (n: number) => n + 2 };
  const over = (decoder: Decoder<Trade>) =>
    pipeline('columns')
      .from(log('trades'))
      .pipe(parse(decoder), tumble({ ...spans, key: 'symbol' }, { twice }))
      .to(view('columns'));
  const { rows } = await drive(over(trade), [tradeAt(1_000), tradeAt(1_001)]);
  expect(rows).toMatchObject([{ twice: 4 }]);
  const { rejected } = await drive(over(later), [tradeAt(1_000), tradeAt(1_001)], { batch: 2 });
  expect(rejected).toMatchObject([{ reason: 'late', text: JSON.stringify(tradeAt(1_001)) }]);
});

test('windows that are no whole number of milliseconds wide hold the same, however the log is cut', async () => {
  const times = [4_509, 4_510, 4_511, 4_520, 4_521, 4_522].map((T, t) => tradeAt(T, { t }));
  const over = (decoder: Decoder<Trade>) =>
    pipeline('columns')
      .from(log('trades'))
      .pipe(parse(decoder), tumble({ size: millis(1.1), lateness: millis(9), key: 'symbol' }, { trades: count() }))
      .to(view('columns'));
  const { rows } = await drive(over(objects), times);
  for (const batch of BATCHES) expect((await drive(over(trade), times, { batch })).rows).toStrictEqual(rows);
});

test('a trade at the very end of the window of the one before it is in the next window', async () => {
  const times = [1_000, 1_019, 1_020, 1_039, 1_019, 1_040, 1_020].map((T, t) => tradeAt(T, { t }));
  const [one, other] = await Promise.all([trade, objects].map((decoder) => folded(decoder, [times.map(text)])));
  expect(one).toStrictEqual(other);
});

test('times that may be null, and numbers that are no amounts, are what they are of objects', async () => {
  const lines = [tradeAt(1e12), tradeAt(1e12 + 1, { t: 2, s: 'BTCXYZ' }), tradeAt(2e12, { t: 2 ** 53 - 1 })];
  const over = (decoder: Decoder<Trade>) =>
    events(decoder)
      .pipe(usd(settled), tumble({ ...spans, time: 'usd', key: 'symbol' }, { ids: sum('id') }))
      .to(view('columns'));
  const totals = (decoder: Decoder<Trade>) =>
    events(decoder, 99)
      .pipe(total({ key: 'symbol' }, { ids: sum('id') }))
      .to(view('columns'));
  for (const of of [over, totals]) {
    const one = await drive<unknown>(of(trade), lines, { batch: 3 });
    expect(one).toStrictEqual(await drive<unknown>(of(objects), lines, { batch: 3 }));
  }
});

test('symbols beyond those that columns have numbers for are events like all others, and so are those before them', async () => {
  const many = Array.from({ length: SYMBOLS_MAX + 100 }, (_, t) => {
    return tradeAt(1_000, { t, s: `X${t % (SYMBOLS_MAX + 50)}USDT` });
  });
  const [one, other] = await Promise.all(
    [trade, objects].map((decoder) =>
      folded(
        decoder,
        [many, many.slice(SYMBOLS_MAX - 6, SYMBOLS_MAX + 24)].map((read) => read.map(text)),
      ),
    ),
  );
  expect(JSON.stringify(one)).toBe(JSON.stringify(other)); // thirty thousand events are compared in no time
});
const text = (item: object): string => JSON.stringify(item);

test('what is remembered, and where each event came from, are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(items, { minLength: 1, maxLength: 3 }), async (reads) => {
      const [one, other] = await Promise.all([trade, objects].map((decoder) => folded(decoder, reads)));
      expect(one).toStrictEqual(other);
    }),
    { numRuns: 100 },
  );
});

async function folded(decoder: Decoder<Trade>, reads: readonly (readonly string[])[]) {
  const state = new State();
  const told = [];
  const ops = [parse(decoder), dedupe<Trade>(seen), usd<Trade>(settled)] as const;
  const window = tumble<Trade & { readonly usd: number | null }, typeof results>({ ...spans, key: 'symbol' }, results);
  let last: Batch<unknown> | undefined;
  for (const read of reads) {
    const records = read.map((line) => recordOf(line));
    const [parsed] = await through(ops[0], batchOf(records, 'data', state));
    const [unique] = parsed ? await through(ops[1], parsed) : [];
    const [priced] = unique ? await through(ops[2], unique) : [];
    const [rows] = priced ? await through(window, priced) : [];
    last = rows;
    told.push(
      [parsed, unique, priced].map((batch) => ({
        events: batch?.events,
        from: batch?.events.map((_, i) => [batch.recordOf(i), batch.nameOf(i)]),
        rejected: batch?.rejected,
        watermark: batch?.watermark,
      })),
      rows?.rejected,
    );
  }
  return { told, purpose: last?.purpose, cells: state.takeDirtyCells(), rows: state.rows.takeDirty() };
}
