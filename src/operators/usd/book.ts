import type { Marks } from '../../core/batch.ts';
import type { Tick } from '../../core/decoder.ts';
import { type Prices, RUN } from '../../core/prices.ts';
import type { State } from '../../core/state.ts';
import { type Steady, TickPrices } from '../../core/tick-prices.ts';
import type { Duration, Millis } from '../../core/time.ts';
import { DOLLAR } from '../../market/pairs.ts';
import type { Spans } from './account.ts';

export interface Priced {
  readonly base: string;
  readonly quote: string;
  readonly price: number;
  readonly quantity: number;
  readonly time: number;
}

/** What one unit of a trade's quote asset costs in dollars, as far as the log has told. */
export interface PriceBook {
  readonly learn: (tick: Tick) => void;
  readonly rateFor: (trade: Priced) => number | undefined;
  /** For books that go by quote and time alone: how much older than a trade its price is, and the rate of then. */
  readonly steady?: { readonly settle: Duration; readonly at: Rate };
}

/** What one unit of a quote asset cost then. */
type Rate = (quote: string, then: Millis) => Steady | undefined;

/** Where a price comes from. */
export const BOOKS = { ticks: byTicks, trades: byTrades, run: ofRun };

const ALWAYS = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
const ONE: Steady = { rate: 1, ...ALWAYS };

/** The last tick that is at least `settle` older than the trade. */
function byTicks(state: State, { settle, maxAge, late }: Spans): PriceBook {
  const prices = new TickPrices(state.cells('usd'), settle + maxAge + late);
  return {
    learn: (tick) => prices.add(tick),
    ...steadily(settle, (quote, then) => prices.at(quote, then, maxAge)),
  };
}

/** The last `<asset>USDT` trade before this one in the log; one for nothing is no price. */
function byTrades(state: State): PriceBook {
  const last = state.cells<number>('usd');
  return {
    learn: () => {},
    rateFor: ({ base, quote, price }) => {
      if (quote !== DOLLAR) return last.get(quote);
      if (price > 0) last.set(base, price);
      return 1;
    },
  };
}

/** The prices of the run. */
function ofRun(state: State): PriceBook {
  const prices = state.cells<Prices>('usd').get(RUN) ?? {};
  const at = (quote: string): Steady | undefined => {
    const rate = prices[quote];
    return rate === undefined ? undefined : { rate, ...ALWAYS };
  };
  return { learn: () => {}, ...steadily(0, at) };
}

/** By quote and time alone: `at` tells what others than the dollar cost. */
function steadily(settle: Duration, at: Rate): Pick<PriceBook, 'rateFor' | 'steady'> {
  const all: Rate = (quote, then) => (quote === DOLLAR ? ONE : at(quote, then));
  return { rateFor: ({ quote, time }) => all(quote, time - settle)?.rate, steady: { settle, at: all } };
}

/** The ticks of a batch, of which the book learns in log order. */
export class Told {
  readonly #book: PriceBook;
  readonly #ticks: Marks['ticks'];
  #next = 0;
  /** The record of the next tick; Infinity where there is none. */
  due: number;

  constructor(book: PriceBook, ticks: Marks['ticks']) {
    this.#book = book;
    this.#ticks = ticks;
    this.due = ticks[0]?.record ?? Number.POSITIVE_INFINITY;
  }

  /** Lets the book learn of all ticks before a record. */
  before(record: number): void {
    while (this.due < record) {
      const told = this.#ticks[this.#next++];
      if (told) this.#book.learn(told.tick);
      this.due = this.#ticks[this.#next]?.record ?? Number.POSITIVE_INFINITY;
    }
  }
}
