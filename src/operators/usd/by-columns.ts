import type { Batch, Rejected } from '../../core/batch.ts';
import type { Texts } from '../../core/columns.ts';
import { quickUsdOf, usdOf } from '../../core/decimal.ts';
import { failed } from '../../core/operator.ts';
import { doubles } from '../../core/room.ts';
import type { Duration } from '../../core/time.ts';
import type { PriceBook, Priced, Told } from './book.ts';

/**
 * Adds `usd` to events that lie in columns, as `eachEvent` does to others; undefined where a column is missing, and
 * then nothing was asked.
 */
export function byColumns<T extends Priced>(
  batch: Batch<T>,
  book: PriceBook,
  told: Told,
): Batch<T & { readonly usd: number | null }> | undefined {
  const { columns } = batch;
  const bases = columns?.texts('base');
  const quotes = columns?.texts('quote');
  const prices = columns?.numbers('price');
  const quantities = columns?.numbers('quantity');
  const times = columns?.numbers('time');
  if (!columns || !bases || !quotes || !prices || !quantities || !times) return undefined;
  const usd = doubles(batch, columns.length);
  const rejected: Rejected[] = [];
  const dropped: number[] = [];
  const rates = new Rates(book, quotes);
  const trade = { base: '', quote: '', price: 0, quantity: 0, time: 0 }; // of one after the other: nobody keeps it
  /** Of an event that takes longer. Apart from the others: what comes from a call is no plain number to V8. */
  const ask = (i: number): void => {
    trade.base = bases.texts[bases.ids[i] ?? 0] ?? '';
    trade.quote = quotes.texts[quotes.ids[i] ?? 0] ?? '';
    trade.price = prices[i] ?? 0;
    trade.quantity = quantities[i] ?? 0;
    trade.time = times[i] ?? 0;
    try {
      const rate = book.steady ? rates.find(quotes.ids[i] ?? 0, trade) : book.rateFor(trade);
      usd[i] = rate === undefined ? Number.NaN : usdOf(trade.price, trade.quantity, rate);
    } catch (thrown) {
      rejected.push(failed('usd', batch.recordOf(i), thrown));
      dropped.push(i);
    }
  };
  for (let i = 0; i < columns.length; ) {
    if (told.due < batch.recordOf(i)) {
      told.before(batch.recordOf(i));
      rates.forget();
    }
    const end = firstBehind(batch, told.due, i, columns.length);
    while (i < end) {
      i = priced(quotes.ids, times, prices, quantities, rates, usd, i, end);
      if (i < end) ask(i++);
    }
  }
  return batch.with(columns.plus('usd', usd)).without(dropped, rejected);
}

/** The index of the first event, from `from` on, whose record is behind this one. */
function firstBehind(batch: Batch<unknown>, record: number, from: number, length: number): number {
  let [low, high] = [from, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (batch.recordOf(middle) > record) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Prices the events from `i` on whose rate is known and whose dollars take no longer; where it stops. */
function priced(
  quotes: Uint16Array,
  times: Float64Array,
  prices: Float64Array,
  quantities: Float64Array,
  { settle, from, until, known }: Rates,
  usd: Float64Array,
  first: number,
  end: number,
): number {
  for (let i = first; i < end; i++) {
    const id = quotes[i] ?? 0;
    const then = (times[i] ?? 0) - settle;
    if (!(then >= (from[id] ?? 0) && then < (until[id] ?? 0))) return i;
    const quick = quickUsdOf(prices[i] ?? 0, quantities[i] ?? 0, known[id] ?? 0);
    if (!(quick >= 0)) return i;
    usd[i] = quick;
  }
  return end;
}

/** The rates that were asked for last, by the number of the quote's text: most are asked for again. */
class Rates {
  readonly settle: Duration;
  /** `known[n]` is the rate of times, less `settle`, from `from[n]` on and before `until[n]`. */
  readonly from: Float64Array;
  readonly until: Float64Array;
  readonly known: Float64Array;
  readonly #steady: PriceBook['steady'];

  constructor({ steady }: PriceBook, { texts }: Texts) {
    this.#steady = steady;
    this.settle = steady?.settle ?? 0;
    this.from = new Float64Array(texts.length).fill(Number.NaN);
    this.until = new Float64Array(texts.length);
    this.known = new Float64Array(texts.length);
  }

  /** The rate, to be known from now on; undefined where there is none. */
  find(id: number, { quote, time }: Priced): number | undefined {
    const found = this.#steady?.at(quote, time - this.settle);
    if (!found) return undefined;
    this.from[id] = found.from;
    this.until[id] = found.until;
    this.known[id] = found.rate;
    return found.rate;
  }

  forget(): void {
    this.from.fill(Number.NaN);
  }
}
