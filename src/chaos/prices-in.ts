import type { Prices } from '../core/prices.ts';
import type { LogRecord } from '../core/record.ts';
import { DOLLAR } from '../market/pairs.ts';
import { trade } from '../market/trade.ts';

/** What each asset cost last, as far as the ticks of a log tell: the prices of the run, for a job that asks. */
export function pricesIn(records: readonly LogRecord[]): Prices {
  const prices: { [asset: string]: number } = { [DOLLAR]: 1 };
  for (const record of records) {
    const decoded = trade.decode(record);
    if ('aside' in decoded && decoded.aside === 'tick') Object.assign(prices, decoded.tick.prices);
  }
  return prices;
}
