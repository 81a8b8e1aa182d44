import { format, toUnits } from './decimal.ts';
import type { History } from './history.ts';
import { type Listing, tickOf } from './listing.ts';
import { createRandom } from './random.ts';

/** A price and how much is offered at it, in whole numbers of 10^-8. */
export interface Level {
  readonly price: bigint;
  readonly quantity: bigint;
}
export type Side = 'BUY' | 'SELL';

/** Most levels of a side. */
export const LEVELS_MAX = 5_000;
/** Best bid and best ask are one part in so many apart, one tick at least. */
const SPREAD_PARTS = 10_000n;
/** The median level holds so many lots; one in a hundred a hundred times as much. */
const USUAL_LOTS = 500;
/** A seed has 53 bits, 32 of which tell the price. */
const SEEDS = 2 ** 21;

/**
 * What stands in the book of a symbol: its last trade is the best bid, or the best ask if a buyer came; how much is
 * offered at each price follows from the seed. It is the same whenever it is looked at between two trades.
 */
export class Book {
  /** Rises with each trade. */
  readonly lastUpdateId: number;
  readonly #listing: Listing;
  readonly #seed: number;
  readonly #best: { readonly BUY: bigint; readonly SELL: bigint };

  constructor(listing: Listing, { last, price }: Pick<History, 'last' | 'price'>, seed: number) {
    const tick = tickOf(listing);
    const ticks = toUnits(price) / tick;
    const spread = ticks / SPREAD_PARTS || 1n;
    const bid = last && !last.m ? ticks - spread : ticks;
    this.lastUpdateId = last?.t ?? listing.firstId;
    this.#listing = listing;
    this.#seed = [...listing.pair.symbol].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % SEEDS, seed);
    this.#best = { BUY: bid, SELL: bid + spread };
  }

  /** Who would buy, or sell: the best price first. */
  *levels(side: Side): Generator<Level> {
    const tick = tickOf(this.#listing);
    const away = side === 'BUY' ? -1n : 1n;
    for (let i = 0n; i < LEVELS_MAX; i++) {
      const ticks = this.#best[side] + i * away;
      if (ticks <= 0n) return;
      yield { price: ticks * tick, quantity: this.#quantity(ticks, side) };
    }
  }

  /** The first of the levels; undefined for a price below the least. */
  best(side: Side): Level | undefined {
    return this.levels(side).next().value ?? undefined;
  }

  #quantity(ticks: bigint, side: Side): bigint {
    const random = createRandom(
      this.#seed * 2 ** 32 + Number(BigInt.asUintN(32, ticks * 2n + (side === 'BUY' ? 1n : 0n))),
    );
    const luck = random();
    const lots = 1 + Math.floor((USUAL_LOTS * luck) / (1.000_1 - luck));
    return toUnits(format(lots, this.#listing.lotDigits));
  }
}
