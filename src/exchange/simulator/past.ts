import { type Millis, minutes } from '../../core/time.ts';
import { DOLLAR } from '../../market/pairs.ts';
import type { Candle } from './candle.ts';
import { format, times, toUnits } from './decimal.ts';
import { homePrices, type Listing } from './listing.ts';
import { createRandom } from './random.ts';

/** What candles there are of the time before a market opened: of so many minutes, up to then. */
export interface Past {
  readonly minutes: number;
  readonly until: Millis;
}

/** How far an asset's price moves in a minute at most, up or down, and how far a candle's ends stand out. */
const STEP = 0.001;
const STANDS_OUT = 0.000_3;
/** Most trades in a minute, and what one is worth in dollars. */
const TRADES = 200;
const VALUE = 400;
const MINUTE = minutes(1);

/** Candles that are made up from the seed, of trades that nobody can tell; the last one closes at the opening price. */
export function pastOf({ pair, tickDigits, lotDigits }: Listing, seed: number, past: Past): readonly Candle[] {
  const random = createRandom(seedOf(pair.symbol, seed));
  const base = pathOf(pair.base, seed, past.minutes);
  const quote = pathOf(pair.quote, seed, past.minutes);
  const ticks = base.map((price, i) => Math.max(1, Math.round((price / (quote[i] ?? 1)) * 10 ** tickDigits)));
  const price = (at: number) => toUnits(format(at, tickDigits));
  const end = Math.floor(past.until / MINUTE) * MINUTE;
  return ticks.slice(1).map((close, i) => {
    const open = ticks[i] ?? close;
    const out = () => Math.floor(random() * STANDS_OUT * close);
    const high = Math.max(open, close) + out();
    const low = Math.max(1, Math.min(open, close) - out());
    const trades = 1 + Math.floor(random() * TRADES);
    const lots = Math.ceil(((trades * VALUE) / (homePrices[pair.base] ?? 1)) * 10 ** lotDigits);
    const volume = toUnits(format(lots, lotDigits));
    const takerVolume = toUnits(format(Math.floor(lots * random()), lotDigits));
    return {
      start: end - (past.minutes - i) * MINUTE,
      ...{ open: price(open), high: price(high), low: price(low), close: price(close) },
      ...{ volume, quoteVolume: times(volume, price(close)), trades },
      ...{ takerVolume, takerQuoteVolume: times(takerVolume, price(close)) },
    };
  });
}

/** What an asset cost in dollars at each minute's end, up to its home price: the same in all its pairs. */
function pathOf(asset: string, seed: number, length: number): readonly number[] {
  const random = createRandom(seedOf(asset, seed));
  const path = [homePrices[asset] ?? 1];
  for (let i = 0; i < length; i++)
    path.push((path.at(-1) ?? 1) * (asset === DOLLAR ? 1 : 1 + STEP * (2 * random() - 1)));
  return path.reverse();
}

const seedOf = (name: string, seed: number): number =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 32, seed);
