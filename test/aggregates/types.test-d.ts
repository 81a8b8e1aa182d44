/**
 * Checked by the compiler alone: inside a pipeline everything is inferred, and a field that the events do not have, or
 * not yet, is an error.
 */
import { count } from '../../src/aggregates/count.ts';
import { coverage } from '../../src/aggregates/coverage.ts';
import { first } from '../../src/aggregates/first.ts';
import { last } from '../../src/aggregates/last.ts';
import { maximum } from '../../src/aggregates/maximum.ts';
import { mean } from '../../src/aggregates/mean.ts';
import { minimum } from '../../src/aggregates/minimum.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { ohlc } from '../../src/aggregates/ohlc.ts';
import { product } from '../../src/aggregates/product.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { vwap } from '../../src/aggregates/vwap.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Destination } from '../../src/core/sink.ts';
import type { Source } from '../../src/core/source.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { total } from '../../src/operators/total.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { usd } from '../../src/operators/usd.ts';

/** A destination that looks at each row. */
declare const each: <R>(look: (row: R) => void) => Destination<R>;
/** Takes a `V`, neither more nor less. */
declare const is: <V>() => <W>(value: W, ...same: Same<V, W> extends true ? [] : [never]) => void;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

declare const log: Source<LogRecord>;
const window = { size: minutes(1), lateness: seconds(5), key: 'symbol' } as const;
const trades = pipeline('trades').from(log);

const everything = trades.pipe(
  parse(trade),
  usd(),
  tumble(window, {
    trades: count(),
    units: sum('quantity'),
    worth: sum('usd'),
    value: sum((t) => t.price * t.quantity),
    exact: sum(product('price', 'quantity')),
    unpriced: missing('usd'),
    makers: missing((t) => (t.buyerIsMaker ? null : t.id)),
    orders: missing('buyerOrder'),
    low: minimum('price'),
    high: maximum((t) => t.price),
    average: mean('price'),
    averageOf: mean((t) => t.usd),
    open: first('price'),
    close: last('price'),
    candle: ohlc('price'),
    weighted: vwap('price', 'quantity'),
    ids: coverage('id'),
  }),
);

everything.to(
  each((row) => {
    is<number>()(row.trades);
    is<number>()(row.units);
    is<number>()(row.worth);
    is<number>()(row.value);
    is<number>()(row.exact);
    is<number>()(row.unpriced);
    is<number>()(row.makers);
    is<number>()(row.orders);
    is<number | null>()(row.low);
    is<number | null>()(row.high);
    is<number | null>()(row.average);
    is<number | null>()(row.averageOf);
    is<number | null>()(row.open);
    is<number | null>()(row.close);
    is<number | null>()(row.weighted);
    is<Candle | null>()(row.candle);
    is<readonly (readonly [from: number, to: number])[] | 'unknown'>()(row.ids.missing);
    is<string>()(row.key);
    // @ts-expect-error: no such result
    is<number>()(row.volume);
  }),
);

trades.pipe(parse(trade), total({ key: 'symbol' }, { value: sum((t) => t.price * t.quantity), n: count() }));

trades.pipe(
  parse(trade),
  // @ts-expect-error: there is no `usd` before usd()
  tumble(window, { worth: sum('usd') }),
);
trades.pipe(
  parse(trade),
  // @ts-expect-error: a misspelt field
  tumble(window, { units: sum('quantiy') }),
);
trades.pipe(
  parse(trade),
  // @ts-expect-error: a misspelt field, in a product
  tumble(window, { units: sum(product('price', 'quantiy')) }),
);
trades.pipe(
  parse(trade),
  // @ts-expect-error: a misspelt field, in a function
  tumble(window, { units: sum((t) => t.quantiy) }),
);
trades.pipe(
  parse(trade),
  // @ts-expect-error: a misspelt field, of any type
  tumble(window, { unpriced: missing('usdd') }),
);
trades.pipe(
  parse(trade),
  // @ts-expect-error: a symbol is no number
  tumble(window, { units: sum('symbol') }),
);
trades.pipe(
  parse(trade),
  // @ts-expect-error: a flag is no id
  tumble(window, { ids: coverage('buyerIsMaker') }),
);
