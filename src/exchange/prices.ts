import { messageOf, PipelineError, WorldError } from '../core/errors.ts';
import type { Prices } from '../core/prices.ts';
import { printable } from '../core/table.ts';
import { type Duration, seconds } from '../core/time.ts';
import { dollarPrices, type Ticker } from '../market/dollar-prices.ts';

const BINANCE = 'https://api.binance.com';
const WITHIN: Duration = seconds(10);

/**
 * What one unit of each asset costs in US dollars now, by the last prices of the exchange at `url`: left out,
 * `BINANCE_REST`, else Binance itself. A WorldError where it does not answer, CONFIG where the URL cannot be right.
 */
export async function currentPrices(url = process.env.BINANCE_REST ?? BINANCE): Promise<Prices> {
  const base = URL.parse(url);
  if (!base || !/^https?:$/.test(base.protocol) || base.search + base.hash !== '') {
    throw new PipelineError('CONFIG', `The exchange's URL is "${url}", wanted one such as ${BINANCE} in BINANCE_REST.`);
  }
  const asked = new URL('api/v3/ticker/price', `${base.href.replace(/\/$/, '')}/`);
  const { status, text } = await ask(asked);
  const tickers = status === 200 ? tickersIn(text) : [];
  if (tickers.length > 0) return dollarPrices(tickers);
  throw new WorldError(`${asked} told no prices: got ${status} ${printable(text.slice(0, 200))}`);
}

async function ask(url: URL): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(WITHIN) });
    return { status: response.status, text: await response.text() };
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? `: ${thrown.cause.message}` : '';
    throw new WorldError(`${url}: ${messageOf(thrown)}${cause}`, { cause: thrown });
  }
}

/** The prices that an answer lists; none where it is anything else. */
function tickersIn(text: string): readonly Ticker[] {
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) && json.every(isTicker) ? json : [];
  } catch {
    return [];
  }
}

const isTicker = (value: unknown): value is Ticker =>
  typeof value === 'object' &&
  value !== null &&
  'symbol' in value &&
  typeof value.symbol === 'string' &&
  'price' in value &&
  typeof value.price === 'string';
