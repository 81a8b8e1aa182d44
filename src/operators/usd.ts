import { usdOf } from '../core/decimal.ts';
import { eachEvent } from '../core/each-event.ts';
import type { Json } from '../core/json.ts';
import { type Operator, operator } from '../core/operator.ts';
import { checkSpans } from '../core/spans.ts';
import { type Duration, hours, minutes, seconds } from '../core/time.ts';
import { accountOf } from './usd/account.ts';
import { BOOKS, type PriceBook, type Priced, Told } from './usd/book.ts';
import { byColumns } from './usd/by-columns.ts';

interface UsdOptions {
  /**
   * `trade`: at the prices of then, from the log. `run`: at the prices of now, asked for once at the start of the run
   * and the same for all that it reads; for jobs. Default: `trade`.
   */
  readonly at?: 'trade' | 'run';
  /**
   * `ticks`: the prices that the producer puts into the log. `trades`: the log's own `<asset>USDT` trades, for logs of
   * one partition without ticks. Default: `ticks`.
   */
  readonly from?: 'ticks' | 'trades';
  /** How much older than the trade a tick must be, so that every partition has it in time. Default: 5 s. */
  readonly settle?: Duration;
  /** How much older than that it may be; a trade whose price is older is unpriced. Default: 15 minutes. */
  readonly maxAge?: Duration;
  /**
   * How late a trade may come, behind the newest tick, and still get the price that it would have got in time. Default:
   * an hour. `check` compares it with the window.
   */
  readonly late?: Duration;
}

/**
 * Adds `usd`: price × quantity × the dollar price of the quote asset, computed exactly and rounded half-even to 8
 * places. The price comes from the log as it was then, unless told otherwise, so a replay gives the dollars of then. A
 * trade whose quote has no price stays in with `usd: null`: count it with `missing('usd')`.
 */
export function usd<T extends Priced>(options: UsdOptions = {}): Operator<T, T & { readonly usd: number | null }> {
  const { at = 'trade', from = 'ticks', settle = seconds(5), maxAge = minutes(15), late = hours(1) } = options;
  checkSpans('usd', { settle, maxAge, late });
  const details = [at, from, settle, maxAge, late];
  const kind = at === 'run' ? 'run' : from;
  // A child partition knows the ticks that its parents have seen; two parents have seen the same ones.
  const cells = [kind === 'ticks' ? { name: 'usd', inherit: (one: Json) => one } : { name: 'usd' }];
  const spec = {
    name: 'usd',
    cells,
    details,
    account: accountOf(kind, { settle, maxAge, late }),
    ofRecords: true,
    ...(kind === 'ticks' && { covers: late }),
    ...(kind === 'trades' && { onePartition: true }),
    ...(kind === 'run' && { boundedOnly: true, runPrices: 'usd' }),
  };
  return operator(spec, () => {
    let book: PriceBook | undefined;
    return (batch) => {
      book ??= BOOKS[kind](batch.state, { settle, maxAge, late });
      const told = new Told(book, batch.marks.ticks);
      const { rateFor } = book;
      const priced =
        byColumns(batch, book, told) ??
        eachEvent<T, T & { readonly usd: number | null }>('usd', batch, (event, emit, i) => {
          told.before(batch.recordOf(i));
          const rate = rateFor(event);
          emit({ ...event, usd: rate === undefined ? null : usdOf(event.price, event.quantity, rate) });
        });
      told.before(Number.POSITIVE_INFINITY);
      return priced;
    };
  });
}
