import { AMOUNT_LIMIT, AMOUNT_PLACES, nearestNumber, parseAmount, roundHalfEven, unitsOf } from '../core/decimal.ts';
import type { Prices } from '../core/prices.ts';
import { DOLLAR } from './pairs.ts';
import { splitSymbol } from './symbol.ts';

/** The last price of a symbol, as a decimal string. */
export interface Ticker {
  readonly symbol: string;
  readonly price: string;
}

/** A market as the way to the price of one of its assets from the price of the other. */
interface Way {
  readonly asset: string;
  readonly over: string;
  readonly priceAt: (rate: number) => number;
}

/** Over which asset a price is found where there is no market in dollars: the first of these that has one. */
const BRIDGES = ['BTC', 'ETH', 'BNB', 'FDUSD', 'USDC'];
const ONE = 10n ** BigInt(AMOUNT_PLACES);

/**
 * What one unit of each asset costs in US dollars: by its own market in USDT, or else over as few others as possible.
 * Rounded half-even to 8 places. Absent is an asset that no market joins with the dollar, or whose price is 0, or too
 * large for an amount.
 */
export function dollarPrices(tickers: readonly Ticker[]): Prices {
  const ways = tickers.flatMap(waysOf).sort((a, b) => rankOf(a) - rankOf(b));
  const prices = new Map([[DOLLAR, 1]]);
  for (let found = prices; found.size > 0; ) {
    const next = new Map<string, number>();
    for (const { asset, over, priceAt } of ways) {
      const rate = prices.get(over);
      if (rate === undefined || prices.has(asset) || next.has(asset)) continue;
      const price = priceAt(rate);
      if (price > 0 && price < AMOUNT_LIMIT) next.set(asset, price);
    }
    for (const [asset, price] of next) prices.set(asset, price);
    found = next;
  }
  return Object.fromEntries(prices);
}

/** Both ways of a market; none where it has no price, or where its quote is not known. */
function waysOf({ symbol, price }: Ticker): Way[] {
  const { base, quote } = splitSymbol(symbol);
  const amount = parseAmount(price);
  if (quote === '' || typeof amount !== 'number' || amount <= 0) return [];
  const units = unitsOf(amount);
  return [
    { asset: base, over: quote, priceAt: (rate) => quotient(units * unitsOf(rate), ONE) },
    { asset: quote, over: base, priceAt: (rate) => quotient(unitsOf(rate) * ONE, units) },
  ];
}

const quotient = (numerator: bigint, denominator: bigint): number =>
  nearestNumber(roundHalfEven(numerator, denominator), AMOUNT_PLACES);

const rankOf = ({ over }: Way): number => (BRIDGES.includes(over) ? BRIDGES.indexOf(over) : BRIDGES.length);
