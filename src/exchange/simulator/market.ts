import type { Millis } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import type { Pair } from '../../market/pairs.ts';
import { format } from './decimal.ts';
import { homePrices, type Listing, list } from './listing.ts';
import { createRandom } from './random.ts';

export interface MarketOptions {
  readonly seed: number;
  /** The market's time when it opens. */
  readonly start: Millis;
  readonly pairs?: readonly Pair[];
  /** Trades per second of market time, on average. */
  readonly rate?: number;
}

/** A sequence of trades, in the order of `E`, that never looks back. */
export interface Feed {
  readonly listings: readonly Listing[];
  /** The market's time when it opens. */
  readonly start: Millis;
  /** The next trades with `E <= time`, at most `limit` of them. */
  until(time: Millis, limit?: number): TradePayload[];
  /** Lets go of what it was read from. */
  close?(): void;
}

/** An endless one, decided by the options alone. */
export interface Market extends Feed {
  next(): TradePayload;
}

/** An order that comes to the book meets this many others at most. */
const MOST_TRADES = 500;
/** One order in `k` meets `k` others or more: rare, large bursts. So the mean is 1 + 1/2 + 1/3 + … */
const MEAN_TRADES = Array.from({ length: MOST_TRADES }, (_, i) => 1 / (i + 1)).reduce((sum, share) => sum + share);
/** How much later than it took place a trade is usually sent, and how late and how often a late one (ms). */
const USUAL_DELAY = 3;
const LATE_DELAY = 1_500;
const LATE_SHARE = 0.03;
/** Half the spread of a book; a large order pays up to as much again. */
const SPREAD = 0.000_05;
/** How far an order moves a price at most, up or down: some 3 % in a day. */
const STEP = 0.000_055;
/** How strongly prices are drawn home: only a market of weeks would notice, and none runs away. */
const PULL = 0.000_000_01;
/** The median trade is worth this many dollars; one in a hundred a hundred times as much. */
const USUAL_VALUE = 150;

interface Book extends Listing {
  nextId: number;
  /** When it last traded: within a symbol time never falls. */
  lastTime: Millis;
}

export function createMarket({ seed, start, pairs, rate = 58 }: MarketOptions): Market {
  const random = createRandom(seed);
  const listings = list(start, pairs);
  const books: readonly Book[] = listings.map((listing) => ({ ...listing, nextId: listing.firstId, lastTime: start }));
  const dollars = new Map(Object.entries(homePrices));
  const dollarsOf = (asset: string): number => dollars.get(asset) ?? 1;
  const draw = drawByWeight(books, random);
  const meanPause = (1_000 * MEAN_TRADES) / rate;

  let now = start;
  let order = arrive();

  /** The next order, at the time and the price at which it comes to the book. */
  function arrive() {
    const pause = random();
    now += meanPause * 5 * pause * pause * pause * pause; // most orders crowd together, then there is a pause
    const book = draw();
    const { base, quote } = book.pair;
    const price = dollarsOf(base);
    const home = homePrices[base] ?? 1;
    dollars.set(base, price * (1 + STEP * (2 * random() - 1) + PULL * (1 - price / home)));

    const sent = Math.floor(now);
    const delay = Math.floor(random() * (random() < LATE_SHARE ? LATE_DELAY : USUAL_DELAY));
    const time = Math.max(book.lastTime, sent - delay);
    book.lastTime = time;
    const trades = Math.min(MOST_TRADES, Math.floor(1 / (1 - random())));
    const selling = random() < 0.5;
    const middle = (price / dollarsOf(quote)) * 10 ** book.tickDigits;
    const lots = (USUAL_VALUE / price) * 10 ** book.lotDigits;
    return { book, sent, time, trades, done: 0, selling, middle, lots };
  }

  function next(): TradePayload {
    const { book, sent, time, trades, selling, middle, lots } = order;
    const away = SPREAD * (1 + order.done / trades);
    const ticks = Math.max(1, Math.round(middle * (selling ? 1 - away : 1 + away)));
    const luck = random();
    const quantity = Math.max(1, Math.round((lots * luck) / (1.000_1 - luck)));
    const trade: TradePayload = {
      e: 'trade',
      E: sent,
      s: book.pair.symbol,
      t: book.nextId++,
      p: format(ticks, book.tickDigits),
      q: format(quantity, book.lotDigits),
      T: time,
      m: selling,
      M: true,
    };
    order.done++;
    if (order.done === trades) order = arrive();
    return trade;
  }

  function until(time: Millis, limit = Number.POSITIVE_INFINITY): TradePayload[] {
    const trades: TradePayload[] = [];
    while (order.sent <= time && trades.length < limit) trades.push(next());
    return trades;
  }

  return { listings, start, next, until };
}

/** Draws a book as often as its pair trades. */
function drawByWeight(books: readonly Book[], random: () => number): () => Book {
  const last = books.at(-1);
  if (!last) throw new RangeError('a market needs a pair');
  const weights = books.reduce((sum, { pair }) => sum + pair.weight, 0);
  return () => {
    let left = random() * weights;
    for (const book of books) {
      left -= book.pair.weight;
      if (left < 0) return book;
    }
    return last;
  };
}
