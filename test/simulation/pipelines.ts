import type { Operator } from '../../src/core/operator.ts';
import type { Pipeline } from '../../src/core/pipeline.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Source } from '../../src/core/source.ts';
import {
  cache,
  count,
  counter,
  coverage,
  dedupe,
  filter,
  first,
  last,
  millis,
  missing,
  parse,
  pipeline,
  sum,
  trade,
  tumble,
  usd,
  view,
} from '../../src/index.ts';
import type { Trade } from '../../src/market/trade.ts';
import type { Outside } from './outside.ts';
import type { Process } from './process.ts';
import { LATENESS, SIZE, WITHIN } from './world.ts';

const passed: Operator<Trade, Trade> = filter<Trade>(() => true);

/** Totals per symbol, kept as a view. */
export const windowed = (source: Source<LogRecord>, afterParse = passed): Pipeline =>
  pipeline('simulated')
    .from(source)
    .pipe(
      parse(trade),
      afterParse,
      dedupe({ within: millis(WITHIN) }),
      usd({ maxAge: millis(10_000_000) }),
      tumble(
        { size: millis(SIZE), lateness: millis(LATENESS), key: 'symbol' },
        {
          trades: count(),
          units: sum('quantity'),
          value: sum('usd'),
          unpriced: missing('usd'),
          first: first('price'),
          last: last('price'),
          ids: coverage('id'),
        },
      ),
    )
    .to(view('simulated'));

/** Every trade once, written outside, told to people, and counted for other programs. */
export const forwarding = (
  source: Source<LogRecord>,
  process: Process,
  outside: Outside,
  afterParse = passed,
): Pipeline =>
  pipeline('simulated')
    .from(source)
    .pipe(parse(trade), afterParse, dedupe({ within: millis(WITHIN) }))
    .to(
      outside.sink(process),
      outside.people(process),
      counter('trades:{symbol}'),
      counter('units:{symbol}', { amount: 'quantity' }),
      cache('price:{symbol}', 'price'),
    );
