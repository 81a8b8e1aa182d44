import { AMOUNT_LIMIT, AMOUNT_PLACES, parseAmount, roundHalfEven, unitsOf } from '../core/decimal.ts';
import type { Assets } from './symbol.ts';

/** The last price of a symbol, as a decimal string. */
export interface Ticker {
  readonly symbol: string;
  readonly price: string;
}

/** A market that tells what its two assets are worth in one another. */
export interface Market extends Ticker, Assets {
  /** How much of its quote asset was traded lately; left out: not known. */
  readonly quoteVolume?: string;
}

/** What one unit of an asset is worth, and by which markets that was found. */
export interface Worth {
  /** In units of 10^-places. */
  readonly price: bigint;
  /** The symbols from the asset to what it is priced in. */
  readonly path: readonly string[];
  /** What the least traded market of the path has traded. */
  readonly liquidity: number;
}

/** A market as the way to the price of one of its assets from the price of the other. */
interface Way {
  readonly asset: string;
  readonly over: string;
  readonly symbol: string;
  readonly priceAt: (rate: bigint) => bigint;
  readonly tradedAt: (rate: bigint, price: bigint) => number;
}

/** Over which asset a price is found where paths have traded alike, or nothing is known of that: the first of these. */
const BRIDGES = ['BTC', 'ETH', 'BNB', 'USDT', 'FDUSD', 'USDC'];
const ONE = 10n ** BigInt(AMOUNT_PLACES);

/**
 * What one unit of each asset is worth in `unit`, whose own price is 1: by their own market, or else over as few others
 * as possible, on the path whose least traded market has traded most. Each step is rounded half-even to `places`.
 * Absent is an asset that no market joins with the unit, or whose price is 0, or too large for an amount.
 */
export function pricesIn(unit: string, markets: readonly Market[], places: number): ReadonlyMap<string, Worth> {
  const one = 10n ** BigInt(places);
  const limit = BigInt(AMOUNT_LIMIT) * one;
  const ways = Map.groupBy(markets.flatMap(waysOf), ({ over }) => over);
  const found = new Map<string, Worth>([[unit, { price: one, path: [], liquidity: Number.POSITIVE_INFINITY }]]);
  for (let last = new Map(found); last.size > 0; ) {
    const next = new Map<string, Worth & { readonly rank: number }>();
    for (const [over, worth] of last) {
      for (const { asset, symbol, priceAt, tradedAt } of ways.get(over) ?? []) {
        if (found.has(asset)) continue;
        const price = priceAt(worth.price);
        if (price <= 0n || price >= limit) continue;
        const traded = tradedAt(worth.price, price) / Number(one);
        const way = {
          price,
          path: [symbol, ...worth.path],
          liquidity: Math.min(worth.liquidity, traded),
          rank: rankOf(over),
        };
        const before = next.get(asset);
        if (!before || isBetter(way, before)) next.set(asset, way);
      }
    }
    for (const [asset, { price, path, liquidity }] of next) found.set(asset, { price, path, liquidity });
    last = next;
  }
  return found;
}

type Ranked = Worth & { readonly rank: number };

const isBetter = (a: Ranked, b: Ranked): boolean =>
  a.liquidity === b.liquidity ? a.rank < b.rank : a.liquidity > b.liquidity;

/** Both ways of a market; none where it has no price, or where its quote is not known. */
function waysOf({ symbol, base, quote, price, quoteVolume }: Market): Way[] {
  const amount = parseAmount(price);
  if (base === '' || quote === '' || typeof amount !== 'number' || amount <= 0) return [];
  const units = unitsOf(amount);
  const volume = Number(quoteVolume ?? 0);
  const traded = volume > 0 && volume < Number.POSITIVE_INFINITY ? volume : 0;
  const valued = (price: bigint) => traded * Number(price);
  return [
    {
      asset: base,
      over: quote,
      symbol,
      priceAt: (rate) => roundHalfEven(units * rate, ONE),
      tradedAt: (rate) => valued(rate),
    },
    {
      asset: quote,
      over: base,
      symbol,
      priceAt: (rate) => roundHalfEven(rate * ONE, units),
      tradedAt: (_rate, price) => valued(price),
    },
  ];
}

const rankOf = (over: string): number => (BRIDGES.includes(over) ? BRIDGES.indexOf(over) : BRIDGES.length);
