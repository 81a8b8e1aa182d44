/** What a symbol is made of: `ETHBTC` trades ETH (base) for BTC (quote). */
export interface Assets {
  readonly base: string;
  readonly quote: string;
}

/** Assets that Binance quotes in, or has quoted in. The longest that ends the symbol wins: FDUSD before USD. */
const QUOTES = [
  ...[
    'USDT',
    'FDUSD',
    'USDC',
    'USDE',
    'USD1',
    'TUSD',
    'BUSD',
    'RLUSD',
    'USDP',
    'PAX',
    'USDS',
    'UST',
    'DAI',
    'USD',
    'U',
  ],
  ...['BTC', 'ETH', 'BNB', 'XRP', 'TRX', 'DOGE', 'DOT', 'SOL', 'VAI', 'AEUR', 'EURI', 'EUR', 'GBP', 'AUD', 'TRY'],
  ...['BRL', 'RUB', 'UAH', 'NGN', 'ZAR', 'PLN', 'RON', 'ARS', 'MXN', 'CZK', 'COP', 'JPY', 'IDR', 'IDRT', 'BIDR'],
  ...['BKRW', 'BVND', 'GYEN'],
].sort((a, b) => b.length - a.length);

/** Where the longest quote is the wrong one, because the base ends with the letters that it begins with. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ...['ADA', 'ENA', 'GALA', 'LUNA', 'THETA'].map((base) => [`${base}EUR`, 'EUR'] as const),
  ...['ARB', 'BNB'].map((base) => [`${base}IDR`, 'IDR'] as const),
  ...['BNB', 'BNT', 'ONT', 'USDT'].map((base) => [`${base}USD`, 'USD'] as const),
]);

/**
 * Splits a symbol into its assets, by the longest known quote that ends it and leaves a base. A symbol on an unknown
 * quote keeps its whole name as base, and its quote is empty: such a trade counts, and has no price.
 */
export function splitSymbol(symbol: string): Assets {
  const ends = (quote: string) => symbol.length > quote.length && symbol.endsWith(quote);
  const quote = EXCEPTIONS.get(symbol) ?? QUOTES.find(ends) ?? '';
  return { base: symbol.slice(0, symbol.length - quote.length), quote };
}
