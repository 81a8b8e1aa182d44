/** Checked by the compiler alone: what cannot be right about an operator is an error where it is written. */
import { delay, filter as rxFilter, map as rxMap } from 'rxjs';
import { count } from '../../src/aggregates/count.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Source } from '../../src/core/source.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { dedupe } from '../../src/operators/dedupe.ts';
import { each } from '../../src/operators/each.ts';
import { filter } from '../../src/operators/filter.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { scan } from '../../src/operators/scan.ts';
import { total } from '../../src/operators/total.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { usd } from '../../src/operators/usd.ts';
import { view } from '../../src/sinks/view.ts';
import { rows } from '../../src/sources/rows.ts';
import { is, look } from '../support/types.ts';

interface Visit {
  readonly at: number;
  readonly page: string;
}

declare const log: Source<LogRecord>;
declare const visited: Source<Visit>;
const raw = pipeline('raw').from(log);
const trades = pipeline('trades').from(log).pipe(parse(trade));
const visits = pipeline('visits').from(visited);
const n = { n: count() };
const spans = { size: minutes(1), lateness: seconds(5) };

// @ts-expect-error: RxJS's own map would break the rule of one batch for each
trades.pipe(rxMap((t) => t));
// @ts-expect-error: so would its filter
trades.pipe(rxFilter(() => true));
// @ts-expect-error: so would delay
trades.pipe(delay(10));
trades.pipe(each(rxFilter<Trade>(() => true))).to(look((t) => is<Trade>()(t)));
trades.pipe(each(rxMap((t: Trade) => t.price))).to(look((price) => is<number>()(price)));

trades
  .pipe(
    filter((t): t is Trade & { readonly base: 'BTC' } => t.base === 'BTC'),
    map(({ base, time }) => ({ base, time })),
  )
  .to(look((event) => is<{ base: 'BTC'; time: number }>()(event)));

trades.pipe(map((t): number | string => t.id)).to(look((v) => is<number | string>()(v)));
trades
  .pipe(map((t) => (t.id > 1 ? ([t.id] as const) : undefined)))
  .to(look((v) => is<readonly [number] | undefined>()(v)));
// @ts-expect-error: nobody waits for a promise
trades.pipe(map(async (t) => t));
// @ts-expect-error: every promise would be wanted
trades.pipe(filter(async (t) => t.id > 1));
trades.pipe(filter({ symbol: ['BTCUSDT', 'ETHUSDT'], buyerIsMaker: true }));
// @ts-expect-error: a trade has no such field
trades.pipe(filter({ symbl: 'BTCUSDT' }));
// @ts-expect-error: and its symbol is text
trades.pipe(filter({ symbol: 1 }));
// @ts-expect-error: nor is one kept as state
trades.pipe(scan({ key: 'symbol', zero: () => 0 }, async (n: number) => n + 1));

trades.pipe(dedupe({ within: minutes(10) }), usd()).to(look((t) => is<number | null>()(t.usd)));
const nameless = trades.pipe(map(({ symbol, time }) => ({ symbol, time })));
// @ts-expect-error: dedupe goes by symbol, id and time
nameless.pipe(dedupe({ within: minutes(10) }));
// @ts-expect-error: usd wants to know the quote asset, the price and the quantity
nameless.pipe(usd());
// @ts-expect-error: only the author can know for how long ids may repeat
trades.pipe(dedupe({}));
// @ts-expect-error: a record is no event yet
raw.pipe(dedupe({ within: minutes(10) }));
// @ts-expect-error: an event is no record any more
trades.pipe(parse(trade));

trades.pipe(tumble({ ...spans, key: 'symbol' }, n));
// @ts-expect-error: only the author can know how late events may come
trades.pipe(tumble({ size: minutes(1), key: 'symbol' }, n));
// @ts-expect-error: a misspelt key
trades.pipe(tumble({ ...spans, key: 'symbl' }, n));
// @ts-expect-error: a key is text
trades.pipe(tumble({ ...spans, key: 'price' }, n));
// @ts-expect-error: what a function gives for a key is text, too
trades.pipe(tumble({ ...spans, key: (t) => t.price }, n));
// @ts-expect-error: a misspelt time
trades.pipe(tumble({ ...spans, key: 'symbol', time: 'tiem' }, n));
// @ts-expect-error: a misspelt time, in a function
trades.pipe(tumble({ ...spans, key: 'symbol', time: (t) => t.tiem }, n));
// @ts-expect-error: a misspelt key of a total
trades.pipe(total({ key: 'symbl' }, n));

visits.pipe(tumble({ ...spans, key: 'page', time: 'at' }, n));
visits.pipe(tumble({ ...spans, key: (v) => v.page, time: (v) => v.at * 1_000 }, n));
visits.pipe(total({ key: 'page' }, n));
// @ts-expect-error: visits have no `time`, and it is not said where theirs is
visits.pipe(tumble({ ...spans, key: 'page' }, n));

const perMinute = trades
  .pipe(usd(), tumble({ ...spans, key: 'symbol' }, { ...n, value: sum('usd'), unpriced: missing('usd') }))
  .to(view('per-minute'));
const second = pipeline('second').from(rows(perMinute));
second
  .pipe(
    filter((row) => row.value > 1_000),
    scan({ key: 'key', zero: () => 0 }, (most, row) => Math.max(most, row.n + row.unpriced)),
  )
  .to(look((most) => is<number>()(most)));
second
  .pipe(map(({ key, start, final, value }) => ({ key, start, final, value })))
  .to(look((row) => is<{ key: string; start: number; final: boolean; value: number }>()(row)));
// @ts-expect-error: no such result
second.pipe(map((row) => row.volume));
// @ts-expect-error: trades are no rows
rows(trades.to(look(() => {})));
