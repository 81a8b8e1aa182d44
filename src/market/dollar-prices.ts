import { AMOUNT_PLACES, nearestNumber } from '../core/decimal.ts';
import type { Prices } from '../core/prices.ts';
import { DOLLAR } from './pairs.ts';
import { pricesIn, type Ticker } from './prices-in.ts';
import { splitSymbol } from './symbol.ts';

/** What one unit of each asset costs in US dollars by the last prices of all symbols, as amounts. */
export function dollarPrices(tickers: readonly Ticker[]): Prices {
  const markets = tickers.map((ticker) => ({ ...ticker, ...splitSymbol(ticker.symbol) }));
  const prices = pricesIn(DOLLAR, markets, AMOUNT_PLACES);
  return Object.fromEntries([...prices].map(([asset, { price }]) => [asset, nearestNumber(price, AMOUNT_PLACES)]));
}
