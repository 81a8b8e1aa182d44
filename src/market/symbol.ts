/** What a symbol is made of: `ETHBTC` trades ETH (base) for BTC (quote). */
export interface Assets {
  readonly base: string;
  readonly quote: string;
}

/** Assets that Binance quotes in. The longest that ends the symbol wins: USDT before T…, FDUSD before USD. */
const QUOTES = [
  ...['USDT', 'FDUSD', 'USDC', 'USDE', 'USD1', 'TUSD', 'BUSD', 'USDP', 'PAX', 'USDS', 'USTC', 'UST', 'DAI', 'BIDR'],
  ...['IDRT', 'BTC', 'ETH', 'BNB', 'XRP', 'TRX', 'DOGE', 'DOT', 'SOL', 'EURI', 'EUR', 'GBP', 'AUD', 'TRY', 'BRL'],
  ...['RUB', 'UAH', 'NGN', 'ZAR', 'PLN', 'RON', 'ARS', 'MXN', 'CZK', 'COP', 'JPY', 'IDR', 'BKRW', 'BVND', 'VAI'],
].sort((a, b) => b.length - a.length);

/**
 * Splits a symbol into its assets, by the longest known quote that ends it and leaves a base. A symbol on an unknown
 * quote keeps its whole name as base, and its quote is empty: such a trade counts, and has no price.
 */
export function splitSymbol(symbol: string, quotes: readonly string[] = QUOTES): Assets {
  const quote = quotes.find((known) => symbol.length > known.length && symbol.endsWith(known)) ?? '';
  return { base: symbol.slice(0, symbol.length - quote.length), quote };
}
