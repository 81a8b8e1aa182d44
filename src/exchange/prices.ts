import { WorldError } from '../core/errors.ts';
import type { Prices } from '../core/prices.ts';
import { dollarPrices } from '../market/dollar-prices.ts';
import { type MarketClientOptions, marketClient } from './client.ts';

/** What one unit of each asset costs in US dollars now, by the last prices of the exchange. */
export async function currentPrices(options: MarketClientOptions): Promise<Prices> {
  const tickers = await marketClient(options).tickerPrice();
  if (tickers.length === 0) throw new WorldError('The exchange told no prices: its list of them is empty.');
  return dollarPrices(tickers);
}
