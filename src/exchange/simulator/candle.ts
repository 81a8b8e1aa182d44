import type { Millis } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { fromUnits, higher, lower, times, toUnits } from './decimal.ts';

/** What happened to one symbol in one span of time. Amounts are whole numbers of 10^-8. */
export interface Candle {
  readonly start: Millis;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  readonly volume: bigint;
  readonly quoteVolume: bigint;
  readonly trades: number;
  /** Of the volume, what was bought by those who came to the book. */
  readonly takerVolume: bigint;
  readonly takerQuoteVolume: bigint;
}

export function candleOf(trade: TradePayload, start: Millis): Candle {
  const price = toUnits(trade.p);
  const volume = toUnits(trade.q);
  const quoteVolume = times(price, volume);
  const taker = trade.m
    ? { takerVolume: 0n, takerQuoteVolume: 0n }
    : { takerVolume: volume, takerQuoteVolume: quoteVolume };
  return { start, open: price, high: price, low: price, close: price, volume, quoteVolume, trades: 1, ...taker };
}

/** A span without a trade: the price stood still. */
export const still = (start: Millis, price: bigint): Candle => ({
  start,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 0n,
  quoteVolume: 0n,
  trades: 0,
  takerVolume: 0n,
  takerQuoteVolume: 0n,
});

/** Both spans as one; `b` follows `a`. */
export const join = (a: Candle, b: Candle): Candle => ({
  start: a.start,
  open: a.open,
  high: higher(a.high, b.high),
  low: lower(a.low, b.low),
  close: b.close,
  volume: a.volume + b.volume,
  quoteVolume: a.quoteVolume + b.quoteVolume,
  trades: a.trades + b.trades,
  takerVolume: a.takerVolume + b.takerVolume,
  takerQuoteVolume: a.takerQuoteVolume + b.takerQuoteVolume,
});

/** Candles as wider ones, by when these begin; the oldest first. */
export function rolled(candles: readonly Candle[], startOf: (time: Millis) => Millis): readonly Candle[] {
  const wider: Candle[] = [];
  for (const candle of candles) {
    const start = startOf(candle.start);
    const last = wider.at(-1);
    if (last?.start === start) wider[wider.length - 1] = join(last, candle);
    else wider.push({ ...candle, start });
  }
  return wider;
}

/** A candle as `/api/v3/klines` writes it; `end` is when the next one begins. */
export const toKline = (candle: Candle, end: Millis): readonly (string | number)[] => [
  candle.start,
  fromUnits(candle.open),
  fromUnits(candle.high),
  fromUnits(candle.low),
  fromUnits(candle.close),
  fromUnits(candle.volume),
  end - 1,
  fromUnits(candle.quoteVolume),
  candle.trades,
  fromUnits(candle.takerVolume),
  fromUnits(candle.takerQuoteVolume),
  '0',
];
