import {
  type AvgPrice,
  avgPriceShape,
  type Ticker24hr,
  type TickerBook,
  type TickerPrice,
  ticker24hrShape,
  tickerBookShape,
  tickerPriceShape,
} from './answers.ts';
import { symbolIn } from './arguments.ts';
import type { Ask } from './asking.ts';
import { listOf, type Shape } from './shape.ts';

/** Of all symbols, or of one. */
interface OneOrAll<T> {
  (): Promise<readonly T[]>;
  (symbol: string): Promise<T>;
}

export interface Tickers {
  /** Last prices. */
  readonly tickerPrice: OneOrAll<TickerPrice>;
  /** The best offers of both sides. */
  readonly tickerBook: OneOrAll<TickerBook>;
  /** What the last 24 hours have brought. */
  readonly ticker24hr: OneOrAll<Ticker24hr>;
  /** The average price of the last minutes. */
  avgPrice(symbol: string): Promise<AvgPrice>;
}

export function tickers(ask: Ask): Tickers {
  function ticker<T>(path: string, as: Shape<T>, weight: { readonly one: number; readonly all: number }): OneOrAll<T> {
    function of(): Promise<readonly T[]>;
    function of(symbol: string): Promise<T>;
    async function of(symbol?: string): Promise<T | readonly T[]> {
      if (symbol === undefined) return ask({ path, weight: weight.all, as: listOf(as) });
      return ask({ path, query: { symbol: symbolIn(symbol) }, weight: weight.one, as });
    }
    return of;
  }
  return {
    tickerPrice: ticker('ticker/price', tickerPriceShape, { one: 2, all: 4 }),
    tickerBook: ticker('ticker/bookTicker', tickerBookShape, { one: 2, all: 4 }),
    ticker24hr: ticker('ticker/24hr', ticker24hrShape, { one: 2, all: 80 }),
    avgPrice: async (symbol) =>
      ask({ path: 'avgPrice', query: { symbol: symbolIn(symbol) }, weight: 2, as: avgPriceShape }),
  };
}
