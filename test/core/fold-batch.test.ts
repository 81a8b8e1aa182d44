/** Goal: an event that cannot be folded is set aside alone, however many others are folded with it at once. */
import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { missing } from '../../src/aggregates/missing.ts';
import type { Aggregate } from '../../src/core/aggregate.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { view } from '../../src/sinks/view.ts';
import { drive } from '../../src/testing.ts';
import { BATCHES } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';

const trades = [1, 2, 3, 4].map((t) => tradeAt(1_000 + t, { t }));
const spans = { size: seconds(1), lateness: seconds(1) };
type Priced = Trade & { readonly usd?: number };
const events = () => pipeline('folded').from(log('trades')).pipe(parse(trade));

describe.each(BATCHES)('in reads of %d', (batch) => {
  test('an aggregate that has nothing to begin with sets each event aside', async () => {
    const broken: Aggregate<unknown, number, number> = {
      name: 'broken',
      zero: () => {
        throw new Error('no beginning');
      },
      add: (n) => n,
      merge: (n) => n,
      result: (n) => n,
    };
    const one = events()
      .pipe(tumble({ ...spans, key: 'symbol' }, { trades: count(), broken }))
      .to(view('folded'));
    const { rows, rejected } = await drive(one, trades, { batch });
    expect(rows).toEqual([]);
    expect(rejected.map(({ reason, detail }) => [reason, detail])).toEqual(
      trades.map(() => ['failed', 'no beginning']),
    );
  });

  test.each([
    ['is none', null],
    [
      'throws when it is asked',
      {
        get usd(): number {
          throw new Error('not now');
        },
      },
    ],
  ])('an event that %s is missing nothing, it has failed', async (_what, odd) => {
    const key = (event: Priced) => (event as Priced | null)?.symbol ?? 'odd';
    const time = (event: Priced) => (event as Priced | null)?.time ?? 1_003;
    const one = events()
      .pipe(
        map((event): Priced => (event.id === 3 ? (odd as Priced) : event)),
        tumble({ ...spans, key, time }, { trades: count(), unpriced: missing('usd') }),
      )
      .to(view('folded'));
    const { rows, rejected, counts } = await drive(one, trades, { batch });
    expect(rows).toMatchObject([{ key: 'BTCUSDT', trades: 3, unpriced: 3 }]);
    expect(rejected).toMatchObject([{ reason: 'failed', text: JSON.stringify(trades[2]) }]);
    expect(counts).toEqual({ records: 4, folded: 3, 'rejected.failed': 1 });
  });
});
