import { PRODUCT_PLACES } from '../../core/amounts.ts';
import { formatUnits } from '../../core/decimal.ts';
import { PipelineError } from '../../core/errors.ts';
import { DOLLAR } from '../../market/pairs.ts';
import { type Market, pricesIn, type Ticker } from '../../market/prices-in.ts';
import type { Listed } from './listings.ts';
import type { Tickers } from './tickers.ts';

/** What one unit of a coin is worth now. */
export interface CoinPrice {
  readonly symbol: string;
  /** The same as the price, where the unit is the dollar. */
  readonly usd?: string;
  readonly price: string;
  readonly unit: string;
  /** The markets by which it was found, from the coin to the unit; none of the unit itself. */
  readonly path: readonly string[];
}

/** The last price of a symbol, with what its two assets are worth in US dollars where that is known. */
export interface PricedSymbol extends Ticker {
  readonly from: string;
  readonly to: string;
  readonly fromUsd?: string;
  readonly toUsd?: string;
}

export interface CoinsPrices {
  /**
   * What each coin is worth in US dollars (USDT is one), or in another coin: by its own market, or else over as few
   * others as possible, by what trades most. Absent is what no market joins with the unit.
   */
  coinsPrices(unit?: string): Promise<readonly CoinPrice[]>;
  /** The last prices of all symbols, beside the worth of their assets as `coinsPrices` has it. */
  tickerAllPrices(): Promise<readonly PricedSymbol[]>;
}

/** A symbol that has been taken off: its last price is of then. */
const GONE = 'BREAK';

export function coinsPrices(listed: Listed, { ticker24hr }: Pick<Tickers, 'ticker24hr'>): CoinsPrices {
  async function markets(): Promise<readonly Market[]> {
    const last = new Map((await ticker24hr()).map((ticker) => [ticker.symbol, ticker]));
    return (await listed()).flatMap(({ symbol, status, baseAsset: base, quoteAsset: quote }) => {
      const ticker = last.get(symbol);
      if (!ticker || status === GONE) return [];
      return [{ symbol, base, quote, price: ticker.lastPrice, quoteVolume: ticker.quoteVolume }];
    });
  }

  return {
    async coinsPrices(asked = DOLLAR) {
      const unit = asked === 'USD' ? DOLLAR : asked;
      const all = await markets();
      if (unit !== DOLLAR && !all.some(({ base, quote }) => base === unit || quote === unit)) {
        const wanted = 'wanted USDT or another coin that is traded, such as BTC';
        throw new PipelineError('CONFIG', `The unit of prices is ${JSON.stringify(asked)}, ${wanted}.`);
      }
      return [...pricesIn(unit, all, PRODUCT_PLACES)].map(([symbol, { price: units, path }]) => {
        const price = formatUnits(units, PRODUCT_PLACES);
        return { symbol, ...(unit === DOLLAR && { usd: price }), price, unit, path };
      });
    },
    async tickerAllPrices() {
      const all = await markets();
      const worth = pricesIn(DOLLAR, all, PRODUCT_PLACES);
      const usd = (asset: string) => {
        const found = worth.get(asset);
        return found && formatUnits(found.price, PRODUCT_PLACES);
      };
      return all.map(({ symbol, price, base, quote }) => {
        const [fromUsd, toUsd] = [usd(base), usd(quote)];
        return { symbol, price, from: base, to: quote, ...(fromUsd && { fromUsd }), ...(toUsd && { toUsd }) };
      });
    },
  };
}
