import { days, type Millis, minutes } from '../../core/time.ts';
import { type Candle, join, still } from './candle.ts';
import { fromUnits, over, toUnits } from './decimal.ts';
import type { History } from './history.ts';
import { every } from './interval.ts';

/** Minutes of the average price. */
export const MEAN_MINUTES = 5;
const DAY = days(1);
const MINUTE = every(minutes(1));

/** What happened in the last 24 hours, to the minute, as `/api/v3/ticker/24hr` tells it in short. */
export function miniOf(symbol: string, history: History, now: Millis) {
  const day = lastDay(history, now);
  return { symbol, ...pricesOf(day, history), ...countsOf(day, history, now) };
}

/** The same in full; `best` is the top of the book. */
export function dayOf(symbol: string, history: History, best: object, now: Millis) {
  const day = lastDay(history, now);
  const { openPrice, highPrice, lowPrice, lastPrice, volume, quoteVolume } = pricesOf(day, history);
  const change = day.close - day.open;
  return {
    symbol,
    priceChange: signed(change, fromUnits),
    priceChangePercent: signed(change, (size) => percent(size, day.open)),
    weightedAvgPrice: fromUnits(day.volume === 0n ? 0n : over(day.quoteVolume, day.volume)),
    prevClosePrice: openPrice,
    lastPrice,
    lastQty: history.last?.q ?? fromUnits(0n),
    ...best,
    ...{ openPrice, highPrice, lowPrice, volume, quoteVolume },
    ...countsOf(day, history, now),
  };
}

/** The mean price over the last minutes, by volume; the last price where nothing was traded. */
export function meanOf(history: History, mins: number, now: Millis): string {
  const within = history.candles(MINUTE, now).slice(-mins);
  const volume = within.reduce((sum, { volume }) => sum + volume, 0n);
  const quote = within.reduce((sum, { quoteVolume }) => sum + quoteVolume, 0n);
  return volume === 0n ? history.price : fromUnits(over(quote, volume));
}

function lastDay(history: History, now: Millis): Candle {
  const [first, ...rest] = history.candles(MINUTE, now).filter(({ start }) => start > now - DAY);
  return rest.reduce(join, first ?? still(now, toUnits(history.price)));
}

const pricesOf = (day: Candle, history: History) => ({
  openPrice: fromUnits(day.open),
  highPrice: fromUnits(day.high),
  lowPrice: fromUnits(day.low),
  lastPrice: history.price,
  volume: fromUnits(day.volume),
  quoteVolume: fromUnits(day.quoteVolume),
});

/** Ids are contiguous, so the first one follows from the last one. */
function countsOf({ trades }: Candle, { last }: History, now: Millis) {
  const [firstId, lastId] = last && trades > 0 ? [last.t - trades + 1, last.t] : [-1, -1];
  return { openTime: now - DAY, closeTime: now, firstId, lastId, count: trades };
}

const signed = (units: bigint, write: (size: bigint) => string): string =>
  units < 0n ? `-${write(-units)}` : write(units);

/** To three places, as Binance writes it. */
function percent(size: bigint, of: bigint): string {
  const thousandths = String((size * 100_000n) / of).padStart(4, '0');
  return `${thousandths.slice(0, -3)}.${thousandths.slice(-3)}`;
}
