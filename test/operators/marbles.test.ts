/**
 * What every operator owes to the stream: each batch that comes in goes out once, at the same moment, with the read that
 * it came with; the end, an error and an unsubscription are passed on.
 */
import { type Observable, map as rxMap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import type { Batch } from '../../src/core/batch.ts';
import { type Operator, operator } from '../../src/core/operator.ts';
import { State } from '../../src/core/state.ts';
import type { Trade } from '../../src/market/trade.ts';
import { trade } from '../../src/market/trade.ts';
import { collect } from '../../src/operators/collect.ts';
import { dedupe } from '../../src/operators/dedupe.ts';
import { each } from '../../src/operators/each.ts';
import { filter } from '../../src/operators/filter.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { scan } from '../../src/operators/scan.ts';
import { ticks } from '../../src/operators/ticks.ts';
import { total } from '../../src/operators/total.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { usd } from '../../src/operators/usd.ts';
import { batchOf, recordOf } from '../support/batches.ts';
import { tradeAt } from '../support/market.ts';

const decoded = trade.decode(recordOf(tradeAt(1_000))) as Trade;
const symbol = ({ symbol }: Trade) => symbol;

type Counted = { n: ReturnType<typeof count> };

const operators: {
  readonly [name: string]: { readonly op: Operator<never, unknown>; readonly items: readonly unknown[] };
} = {
  map: { op: map(symbol), items: [decoded] },
  filter: { op: filter<Trade>(() => false), items: [decoded] },
  each: { op: each<Trade, Trade>((source) => source), items: [decoded] },
  scan: { op: scan({ key: symbol, zero: () => 0 }, (n) => n + 1), items: [decoded] },
  parse: { op: parse(trade), items: [recordOf(tradeAt(1_000)), recordOf('torn')] },
  dedupe: { op: dedupe<Trade>({ within: 60_000 }), items: [decoded, decoded] },
  usd: { op: usd<Trade>(), items: [decoded] },
  tumble: { op: tumble<Trade, Counted>({ size: 1, lateness: 0, key: 'symbol' }, { n: count() }), items: [decoded] },
  total: { op: total<Trade, Counted>({ key: 'symbol' }, { n: count() }), items: [decoded] },
  collect: { op: collect<Trade>({ limit: 9 }), items: [decoded] },
  ticks: { op: ticks({ every: 5_000 }), items: [tradeAt(1_000), tradeAt(6_000)] },
};

const marbles = () => new TestScheduler((actual, expected) => expect(actual).toEqual(expected));

describe.each(Object.entries(operators))('%s', (_name, { op, items }) => {
  const lifted = op as Operator<unknown, unknown>;
  const state = new State();
  const values = {
    a: batchOf(items, 'data', state),
    b: batchOf<unknown>([], 'data', state),
    c: batchOf<unknown>([], 'flush', state),
    d: batchOf<unknown>([], 'end', state),
  };
  const letters = new Map(Object.entries(values).map(([letter, { read }]) => [read, letter]));
  const out = (source: Observable<Batch<unknown>>) =>
    source.pipe(
      lifted,
      rxMap(({ read }) => letters.get(read)),
    );

  test('gives one batch for each, an empty one too, at once, and ends with its source', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-(cd)-|', values);
      expectObservable(out(source)).toBe('-a-b-(cd)-|');
      expectSubscriptions(source.subscriptions).toBe('^---------!');
    });
  });

  test('lets go of its source when nobody wants more, and passes its error on', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const left = hot('-a-b-c-d-', values);
      expectObservable(out(left), '^--!').toBe('-a-');
      expectSubscriptions(left.subscriptions).toBe('^--!');
      const failing = hot('-a-#', values);
      expectObservable(out(failing)).toBe('-a-#');
      expectSubscriptions(failing.subscriptions).toBe('^--!');
    });
  });
});

test('two subscriptions share nothing: what an operator holds outside its cells is made for each', () => {
  let made = 0;
  const counting = operator<unknown, number>({ name: 'counting' }, () => {
    made++;
    let n = 0;
    return (batch) => batch.with([++n]);
  });
  marbles().run(({ hot, expectObservable }) => {
    const source = hot('-a-b-', { a: batchOf<unknown>([]), b: batchOf<unknown>([]) });
    for (let i = 0; i < 2; i++) expectObservable(source.pipe(counting));
  });
  expect(made).toBe(2);
});
