import { PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import { defaultPairs, type Pair } from '../../market/pairs.ts';
import { format, ONE } from './decimal.ts';

/** What the assets cost in US dollars when a market opens, and what its prices are drawn back to. */
export const homePrices: Readonly<Record<string, number>> = {
  USDT: 1,
  BTC: 61_837.63,
  ETH: 2_683.8,
  BNB: 513.4,
  LTC: 61.27,
  NEO: 9.62,
};

/**
 * When the first of all trades took place: ids rise by one each millisecond since, faster than a pair trades, so that
 * those of a market that is opened later are new.
 */
const OPENED: Millis = Date.UTC(2017, 6, 14);

/** A pair as the exchange trades it. */
export interface Listing {
  readonly pair: Pair;
  /** A price is a whole number of ticks, a tick being 10^-tickDigits. */
  readonly tickDigits: number;
  /** A quantity is a whole number of lots, a lot being 10^-lotDigits. */
  readonly lotDigits: number;
  /** The price before the first trade. */
  readonly opening: string;
  readonly firstId: number;
}

/** The least that a price or a quantity of a pair changes by, as a whole number of 10^-8. */
export const tickOf = ({ tickDigits }: Listing): bigint => ONE / 10n ** BigInt(tickDigits);
export const lotOf = ({ lotDigits }: Listing): bigint => ONE / 10n ** BigInt(lotDigits);

/** Lists pairs. Throws CONFIG for an asset that has no home price. */
export function list(start: Millis, pairs: readonly Pair[] = defaultPairs): readonly Listing[] {
  return pairs.map((pair) => {
    const base = homeOf(pair.base);
    const price = base / homeOf(pair.quote);
    // Four significant digits at least, two places at least, as on the real exchange.
    const tickDigits = between(2, 3 - Math.floor(Math.log10(price)), 8);
    // A lot is worth about a dollar or less.
    const lotDigits = between(0, 1 + Math.floor(Math.log10(base)), 8);
    const opening = format(Math.round(price * 10 ** tickDigits), tickDigits);
    return { pair, tickDigits, lotDigits, opening, firstId: 1 + Math.max(0, start - OPENED) };
  });
}

function homeOf(asset: string): number {
  const price = homePrices[asset];
  if (price === undefined) {
    const known = Object.keys(homePrices).join(', ');
    throw new PipelineError('CONFIG', `The simulated exchange trades no ${asset}. Use pairs of ${known}.`);
  }
  return price;
}

const between = (least: number, n: number, most: number): number => Math.min(most, Math.max(least, n));
