/** Two assets that are exchanged for each other: a trade of `ETHBTC` buys ETH and pays in BTC. */
export interface Pair {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** How often it trades, relative to the other pairs: its trades among 65,928 that were counted in a real stream. */
  readonly weight: number;
}

/** One unit of it is one US dollar, as in the course whose reports this prices. */
export const DOLLAR = 'USDT';

/** The pairs that are streamed unless others are named, in the order in which they are subscribed to. */
export const defaultPairs: readonly Pair[] = [
  { symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', weight: 15_340 },
  { symbol: 'ETHUSDT', base: 'ETH', quote: 'USDT', weight: 22_245 },
  { symbol: 'LTCUSDT', base: 'LTC', quote: 'USDT', weight: 3_187 },
  { symbol: 'NEOUSDT', base: 'NEO', quote: 'USDT', weight: 2_128 },
  { symbol: 'BNBUSDT', base: 'BNB', quote: 'USDT', weight: 13_128 },
  { symbol: 'ETHBTC', base: 'ETH', quote: 'BTC', weight: 4_555 },
  { symbol: 'LTCBTC', base: 'LTC', quote: 'BTC', weight: 528 },
  { symbol: 'NEOBTC', base: 'NEO', quote: 'BTC', weight: 122 },
  { symbol: 'BNBBTC', base: 'BNB', quote: 'BTC', weight: 3_468 },
  { symbol: 'LTCETH', base: 'LTC', quote: 'ETH', weight: 206 },
  { symbol: 'NEOETH', base: 'NEO', quote: 'ETH', weight: 45 },
  { symbol: 'BNBETH', base: 'BNB', quote: 'ETH', weight: 861 },
  { symbol: 'NEOBNB', base: 'NEO', quote: 'BNB', weight: 31 },
  { symbol: 'LTCBNB', base: 'LTC', quote: 'BNB', weight: 84 },
];
