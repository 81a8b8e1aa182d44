import { PRODUCT_PLACES } from '../../core/amounts.ts';
import { formatUnits } from '../../core/decimal.ts';
import { PipelineError } from '../../core/errors.ts';
import { DOLLAR } from '../../market/pairs.ts';
import { type Market, pricesIn } from '../../market/prices-in.ts';
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

export interface CoinsPrices {
  /**
   * What each coin is worth in US dollars (USDT is one), or in another coin: by its own market, or else over as few
   * others as possible, by what trades most. Absent is what no market joins with the unit.
   */
  coinsPrices(unit?: string): Promise<readonly CoinPrice[]>;
}

/** A symbol that has been taken off: its last price is of then. */
const GONE = 'BREAK';

export const coinsPrices = (listed: Listed, { ticker24hr }: Pick<Tickers, 'ticker24hr'>): CoinsPrices => ({
  async coinsPrices(asked = DOLLAR) {
    const unit = asked === 'USD' ? DOLLAR : asked;
    const last = new Map((await ticker24hr()).map((ticker) => [ticker.symbol, ticker]));
    const markets = (await listed()).flatMap(({ symbol, status, baseAsset: base, quoteAsset: quote }): Market[] => {
      const ticker = last.get(symbol);
      if (!ticker || status === GONE) return [];
      return [{ symbol, base, quote, price: ticker.lastPrice, quoteVolume: ticker.quoteVolume }];
    });
    if (unit !== DOLLAR && !markets.some(({ base, quote }) => base === unit || quote === unit)) {
      const wanted = 'wanted USDT or another coin that is traded, such as BTC';
      throw new PipelineError('CONFIG', `The unit of prices is ${JSON.stringify(asked)}, ${wanted}.`);
    }
    return [...pricesIn(unit, markets, PRODUCT_PLACES)].map(([symbol, { price: units, path }]) => {
      const price = formatUnits(units, PRODUCT_PLACES);
      return { symbol, ...(unit === DOLLAR && { usd: price }), price, unit, path };
    });
  },
});
