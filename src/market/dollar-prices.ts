import { AMOUNT_PLACES, nearestNumber, parseAmount, roundHalfEven, unitsOf, usdOf } from '../core/decimal.ts';
import type { Prices } from '../core/prices.ts';
import { DOLLAR } from './pairs.ts';
import { splitSymbol } from './symbol.ts';

/** The last price of a symbol, as a decimal string. */
export interface Ticker {
  readonly symbol: string;
  readonly price: string;
}

interface Market {
  readonly base: string;
  readonly quote: string;
  readonly price: number;
}

/** Over which asset a price is found where there is no market in dollars: the first of these that has one. */
const BRIDGES = ['BTC', 'ETH', 'BNB', 'FDUSD', 'USDC'];

/**
 * What one unit of each asset costs in US dollars: by its own market in USDT, or else over as few others as possible.
 * Rounded half-even to 8 places. An asset that no market joins with the dollar, or whose price is 0, is absent.
 */
export function dollarPrices(tickers: readonly Ticker[]): Prices {
  const markets = tickers.flatMap(marketOf).sort((a, b) => rankOf(a) - rankOf(b));
  const prices: { [asset: string]: number } = { [DOLLAR]: 1 };
  for (let found = Object.entries(prices); found.length > 0; ) {
    const next: { [asset: string]: number } = {};
    for (const market of markets) {
      const [asset, price] = priceBy(market, prices);
      if (price > 0) next[asset] ??= price;
    }
    Object.assign(prices, next);
    found = Object.entries(next);
  }
  return prices;
}

function marketOf({ symbol, price }: Ticker): Market[] {
  const amount = parseAmount(price);
  return typeof amount === 'number' && amount > 0 ? [{ ...splitSymbol(symbol), price: amount }] : [];
}

const rankOf = ({ base, quote }: Market): number => {
  const ranks = [base, quote].map((asset) => BRIDGES.indexOf(asset)).filter((rank) => rank !== -1);
  return ranks.length === 0 ? BRIDGES.length : Math.min(...ranks);
};

/** The asset of a market whose price is not known yet, by the one whose price is; 0 where there is no such. */
function priceBy({ base, quote, price }: Market, known: Prices): readonly [asset: string, price: number] {
  const [ofBase, ofQuote] = [known[base], known[quote]];
  if (ofQuote !== undefined && ofBase === undefined) return [base, usdOf(price, 1, ofQuote)];
  if (ofBase === undefined || ofQuote !== undefined) return ['', 0];
  const units = roundHalfEven(unitsOf(ofBase) * 10n ** BigInt(AMOUNT_PLACES), unitsOf(price));
  return [quote, nearestNumber(units, AMOUNT_PLACES)];
}
