import { never } from '../core/never.ts';
import type { Clock } from '../core/time.ts';
import { type AccountData, accountData } from './client/account.ts';
import { addressOf } from './client/address.ts';
import { asker } from './client/asking.ts';
import { type CoinsPrices, coinsPrices } from './client/coins-prices.ts';
import { type Listings, listedBy, listings } from './client/listings.ts';
import { type MarketData, marketData } from './client/market-data.ts';
import { type Orders, orders } from './client/orders.ts';
import { type Tickers, tickers } from './client/tickers.ts';

export interface MarketClientOptions {
  /** Default: `BINANCE_REST`, else what belongs to `BINANCE_WS`, else Binance itself. */
  readonly url?: string;
  readonly clock: Clock;
  /** Ends all requests, and all that waits to be asked. */
  readonly signal?: AbortSignal;
  /** Of an account. Default: `BINANCE_KEY` and `BINANCE_SECRET`. */
  readonly key?: string;
  readonly secret?: string;
}

/**
 * Binance's REST API, or that of an exchange that speaks like it. It keeps within the exchange's limits together with
 * all other clients of the process, and asks again what may be asked again. What then still fails is a WorldError where
 * it may pass, and where it is for the user to put right a PipelineError CONFIG; it is Unclear where an order may have
 * been taken, or cancelled, all the same.
 */
export function marketClient(options: MarketClientOptions): MarketClient {
  const { clock, signal = never, key = process.env.BINANCE_KEY, secret = process.env.BINANCE_SECRET } = options;
  const address = addressOf(options.url);
  const ask = asker({ address, clock, signal, credentials: { key, secret } });
  const data = marketData(ask, address);
  const last = tickers(ask);
  const listed = listedBy(clock, data);
  const worth = coinsPrices(listed, last);
  const own = { ...accountData(ask, worth), ...orders(ask, listed, last) };
  return { ...data, ...last, ...listings(listed), ...worth, ...own };
}

export interface MarketClient extends MarketData, Tickers, Listings, CoinsPrices, AccountData, Orders {}
