import type { Millis } from '../core/time.ts';
import type { Kline, KlinesOptions } from './client/klines.ts';
import type { MarketClient } from './client.ts';

/** What there is of one symbol. */
export interface CandlesOf {
  readonly symbol: string;
  /** False: the exchange does not list it, or does not trade it any more. */
  readonly traded: boolean;
  /** When the exchange told them, by its clock. */
  readonly time: Millis;
  /** The oldest first; none of what is not traded any more. */
  readonly candles: readonly Kline[];
}

/**
 * The candles of several symbols, in their order. One that is gone is said to be, and is no error: what compares five
 * coins still tells of four.
 */
export async function candlesOf(
  client: Pick<MarketClient, 'exchangeInfo' | 'klines'>,
  symbols: readonly string[],
  options: KlinesOptions = {},
): Promise<readonly CandlesOf[]> {
  const { symbols: listed, serverTime: time } = await client.exchangeInfo();
  const there = new Set(listed.filter(({ status }) => status !== GONE).map(({ symbol }) => symbol));
  return Promise.all(
    symbols.map(async (symbol) => {
      const traded = there.has(symbol);
      return { symbol, traded, time, candles: traded ? await client.klines(symbol, options) : [] };
    }),
  );
}

/** Taken off, its past still listed; one that only rests is HALT. */
const GONE = 'BREAK';
