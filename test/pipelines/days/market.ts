import type { Millis } from '../../../src/core/time.ts';
import { list } from '../../../src/exchange/simulator/listing.ts';
import { type Duration, hours, minutes, seconds } from '../../../src/index.ts';
import type { TradePayload } from '../../../src/market/events.ts';
import { defaultPairs } from '../../../src/market/pairs.ts';
import { random } from '../../support/random.ts';

/** How often there is a trade of BTCUSDT; of the others there is one for so many of these. */
export const STEP: Duration = seconds(30);
const SELDOM = 4;
/** The market's time is a little ahead, so that who asks it at a full minute is told of the minute before. */
export const AHEAD = 4;

/** The market's time when it has looked last: it looks at each step, a millisecond before others wake. */
export const lookedAt = (at: Millis): Millis => Math.floor((at + 1) / STEP) * STEP + AHEAD - 1;

/** What is traded: what jobs ask for, and no more. */
const PAIRS = defaultPairs.filter(({ quote, symbol }) => quote === 'USDT' || ['ETHBTC', 'NEOBTC'].includes(symbol));

/** Into which hour a crash falls, and what a bitcoin costs then: within the bounds of price-bounds, and below them. */
const CRASH = { at: hours(44), lasts: minutes(20), prices: [3_900, 3_700] };

/**
 * A market for some days, decided by its seed: prices that move by half a per cent within an hour, and one crash; with
 * so few trades that three days of them are read within a second.
 */
export function marketOf(seed: number, start: Millis, span: Duration): readonly TradePayload[] {
  const chance = random(seed);
  const books = list(start, PAIRS).map((listing) => ({ ...listing, id: listing.firstId }));
  const dollars = new Map<string, number>([['USDT', 1]]);
  for (const { pair, opening } of books) if (pair.quote === 'USDT') dollars.set(pair.base, Number(opening));
  const trades: TradePayload[] = [];
  const trade = (book: (typeof books)[number], time: Millis) => {
    const { pair, tickDigits, lotDigits } = book;
    const price = priced(pair.base, time) / priced(pair.quote, time);
    const [p, q] = [
      price.toFixed(tickDigits),
      (chance.integer(1, 900) / 10 ** Math.min(2, lotDigits)).toFixed(lotDigits),
    ];
    trades.push({ e: 'trade', E: time, s: pair.symbol, t: book.id++, p, q, T: time, m: chance.chance(0.5), M: true });
  };
  const priced = (asset: string, time: Millis): number => {
    const fallen = asset === 'BTC' ? CRASH.prices[Math.floor((time - start - CRASH.at) / CRASH.lasts)] : undefined;
    return fallen ?? dollars.get(asset) ?? 1;
  };
  // What opens the market does so at the prices of its past.
  for (const book of books) trade(book, start + AHEAD);
  for (let n = 1; n * STEP < span; n++) {
    for (const [asset, price] of dollars) {
      if (asset !== 'USDT') dollars.set(asset, price * (1 + 0.000_8 * (2 * chance.next() - 1)));
    }
    for (const [i, book] of books.entries())
      if (i === 0 || n % SELDOM === i % SELDOM) trade(book, start + n * STEP - seconds(9) + i);
  }
  return trades;
}
