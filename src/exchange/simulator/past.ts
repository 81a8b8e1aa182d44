import { type Duration, days, hours, type Millis, minutes } from '../../core/time.ts';
import { DOLLAR } from '../../market/pairs.ts';
import { type Candle, rolled } from './candle.ts';
import { format, times, toUnits } from './decimal.ts';
import { homePrices, type Listing } from './listing.ts';
import { createRandom } from './random.ts';

/** How far back there are candles of the time before a market opened; at least so many of each width. */
export interface Past {
  readonly minutes: number;
  /** Before the minutes, and before these. Left out: none. */
  readonly hours?: number;
  readonly days?: number;
  readonly until: Millis;
}

/** Candles of three widths, the oldest first: where there are wider ones, they go on over the time of the others. */
export interface PastCandles {
  readonly minutes: readonly Candle[];
  readonly hours: readonly Candle[];
  readonly days: readonly Candle[];
}

/** A while that is made up in steps of one width, and how far a price moves in one at most, up or down. */
interface Stretch {
  readonly width: Duration;
  readonly step: number;
  readonly start: Millis;
  readonly end: Millis;
}

const STEPS = { minute: 0.001, hour: 0.007, day: 0.035 };
/** How far a candle's ends stand out, of what a price moves at most. */
const STANDS_OUT = 0.3;
/** Most trades in a minute, and what one is worth in dollars. */
const TRADES = 200;
const VALUE = 400;
const [MINUTE, HOUR, DAY] = [minutes(1), hours(1), days(1)];

/** Candles that are made up from the seed, of trades that nobody can tell; the last one closes at the opening price. */
export function pastOf(listing: Listing, seed: number, past: Past): PastCandles {
  const { pair } = listing;
  const stretches = stretchesOf(past);
  const [base, quote] = [pathsOf(pair.base, seed, stretches), pathsOf(pair.quote, seed, stretches)];
  const [minute = [], hour = [], day = []] = stretches.map((stretch, i) =>
    candlesOf(listing, seed, stretch, priced(listing, base[i] ?? [], quote[i] ?? [])),
  );
  if (past.hours === undefined && past.days === undefined) return { minutes: minute, hours: [], days: [] };
  const hourly = [...hour, ...rolled(minute, (time) => down(time, HOUR))];
  return { minutes: minute, hours: hourly, days: [...day, ...rolled(hourly, (time) => down(time, DAY))] };
}

/** The latest first. A wider width begins where a whole one of it ends. */
function stretchesOf({ minutes: n, hours, days, until }: Past): readonly Stretch[] {
  const end = down(until, MINUTE);
  const alone = hours === undefined && days === undefined;
  const minute = down(end - n * MINUTE, alone ? MINUTE : HOUR);
  const hour = down(minute - (hours ?? 0) * HOUR, alone ? HOUR : DAY);
  return [
    { width: MINUTE, step: STEPS.minute, start: minute, end },
    { width: HOUR, step: STEPS.hour, start: alone ? minute : hour, end: minute },
    { width: DAY, step: STEPS.day, start: hour - (days ?? 0) * DAY, end: hour },
  ];
}

/** What an asset cost in dollars at each step's end, up to its home price: the same in all its pairs. */
function pathsOf(asset: string, seed: number, stretches: readonly Stretch[]): readonly (readonly number[])[] {
  let price = homePrices[asset] ?? 1;
  return stretches.map(({ width, step, start, end }) => {
    const random = createRandom(seedOf(nameOf(asset, width), seed));
    const path = [price];
    for (let time = end; time > start; time -= width) {
      price *= asset === DOLLAR ? 1 : 1 + step * (2 * random() - 1);
      path.push(price);
    }
    return path.reverse();
  });
}

const down = (time: Millis, width: Duration): Millis => Math.floor(time / width) * width;

/** In ticks. */
const priced = ({ tickDigits }: Listing, base: readonly number[], quote: readonly number[]): readonly number[] =>
  base.map((price, i) => Math.max(1, Math.round((price / (quote[i] ?? 1)) * 10 ** tickDigits)));

function candlesOf(
  { pair, tickDigits, lotDigits }: Listing,
  seed: number,
  { width, step, start }: Stretch,
  ticks: readonly number[],
): readonly Candle[] {
  const random = createRandom(seedOf(nameOf(pair.symbol, width), seed));
  const price = (at: number) => toUnits(format(at, tickDigits));
  return ticks.slice(1).map((close, i) => {
    const open = ticks[i] ?? close;
    const out = () => Math.floor(random() * STANDS_OUT * step * close);
    const high = Math.max(open, close) + out();
    const low = Math.max(1, Math.min(open, close) - out());
    const trades = 1 + Math.floor((random() * TRADES * width) / MINUTE);
    const lots = Math.ceil(((trades * VALUE) / (homePrices[pair.base] ?? 1)) * 10 ** lotDigits);
    const volume = toUnits(format(lots, lotDigits));
    const takerVolume = toUnits(format(Math.floor(lots * random()), lotDigits));
    return {
      start: start + i * width,
      ...{ open: price(open), high: price(high), low: price(low), close: price(close) },
      ...{ volume, quoteVolume: times(volume, price(close)), trades },
      ...{ takerVolume, takerQuoteVolume: times(takerVolume, price(close)) },
    };
  });
}

const nameOf = (name: string, width: Duration): string => (width === MINUTE ? name : `${name} ${width}`);

const seedOf = (name: string, seed: number): number =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 32, seed);
