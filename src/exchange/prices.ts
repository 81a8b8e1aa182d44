import { messageOf, PipelineError, WorldError } from '../core/errors.ts';
import type { Prices } from '../core/prices.ts';
import { type Duration, seconds } from '../core/time.ts';
import { dollarPrices, type Ticker } from '../market/dollar-prices.ts';

const BINANCE = 'https://api.binance.com';
const WITHIN: Duration = seconds(10);

/**
 * What one unit of each asset costs in US dollars now, by the last prices of the exchange at `url`: left out,
 * `BINANCE_REST`, else Binance itself. A WorldError where it does not answer, CONFIG where the URL cannot be right.
 */
export async function currentPrices(url = process.env.BINANCE_REST ?? BINANCE): Promise<Prices> {
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new PipelineError('CONFIG', `The exchange's URL is "${url}", wanted one such as ${BINANCE} in BINANCE_REST.`);
  }
  const tickers = await ask(new URL('/api/v3/ticker/price', url));
  if (Array.isArray(tickers) && tickers.every(isTicker)) return dollarPrices(tickers);
  throw new WorldError(`${url} told no prices: got ${JSON.stringify(tickers).slice(0, 200)}`);
}

async function ask(url: URL): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(WITHIN) });
    return await response.json();
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? `: ${thrown.cause.message}` : '';
    throw new WorldError(`${url}: ${messageOf(thrown)}${cause}`, { cause: thrown });
  }
}

const isTicker = (value: unknown): value is Ticker =>
  typeof value === 'object' &&
  value !== null &&
  'symbol' in value &&
  typeof value.symbol === 'string' &&
  'price' in value &&
  typeof value.price === 'string';
