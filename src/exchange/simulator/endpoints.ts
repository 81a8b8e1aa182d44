import { hours, type Millis, minutes } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { toKline } from './candle.ts';
import { fromUnits, times, toUnits } from './decimal.ts';
import type { History } from './history.ts';
import type { Listing } from './listing.ts';
import { type Query, Refusal } from './query.ts';

/** What the answers are drawn from. */
export interface Exchange {
  readonly listings: ReadonlyMap<string, Listing>;
  readonly histories: ReadonlyMap<string, History>;
  /** The market's time. */
  now(): Millis;
}

/** The widths of candles. Those of a second, and of more than the day that is kept, are not served here. */
const INTERVALS: ReadonlyMap<string, Millis> = new Map([
  ...[1, 3, 5, 15, 30].map((n) => [`${n}m`, minutes(n)] as const),
  ...[1, 2, 4, 6, 8, 12].map((n) => [`${n}h`, hours(n)] as const),
  ['1d', hours(24)],
]);

const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
];

/** The public REST API, by path: answers as Binance shapes them, and throws a `Refusal` where Binance refuses. */
export const endpoints: Readonly<Record<string, (query: Query, exchange: Exchange) => unknown>> = {
  '/api/v3/ping': () => ({}),

  '/api/v3/time': (_query, exchange) => ({ serverTime: exchange.now() }),

  '/api/v3/exchangeInfo': (query, exchange) => {
    const wanted = query.symbols() ?? [...exchange.listings.keys()];
    const symbols = wanted.map((symbol) => describe(of(exchange.listings, symbol)));
    return { timezone: 'UTC', serverTime: exchange.now(), rateLimits: RATE_LIMITS, exchangeFilters: [], symbols };
  },

  '/api/v3/ticker/price': (query, exchange) => {
    const one = query.text('symbol') !== undefined;
    const wanted = query.symbols() ?? [...exchange.histories.keys()];
    const prices = wanted.map((symbol) => ({ symbol, price: of(exchange.histories, symbol).price }));
    return one ? prices[0] : prices;
  },

  '/api/v3/klines': (query, exchange) => {
    const history = of(exchange.histories, query.symbol());
    const width = INTERVALS.get(query.required('interval'));
    if (width === undefined) throw new Refusal(-1120, 'Invalid interval.');
    const from = query.number('startTime');
    const to = query.number('endTime') ?? Number.POSITIVE_INFINITY;
    const limit = query.limit();
    const candles = history
      .candles(width, exchange.now())
      .filter(({ start }) => start >= (from ?? Number.NEGATIVE_INFINITY) && start <= to);
    // From a start the first, otherwise the last.
    const rows = from === undefined ? candles.slice(-limit) : candles.slice(0, limit);
    return rows.map((candle) => toKline(candle, width));
  },

  '/api/v3/trades': (query, exchange) => of(exchange.histories, query.symbol()).latest(query.limit()).map(toTrade),

  '/api/v3/historicalTrades': (query, exchange) => {
    const history = of(exchange.histories, query.symbol());
    const from = query.number('fromId');
    const limit = query.limit();
    return (from === undefined ? history.latest(limit) : history.from(from, limit)).map(toTrade);
  },
};

function of<T>(bySymbol: ReadonlyMap<string, T>, symbol: string): T {
  const found = bySymbol.get(symbol);
  if (found === undefined) throw new Refusal(-1121, 'Invalid symbol.');
  return found;
}

const toTrade = (trade: TradePayload) => ({
  id: trade.t,
  price: trade.p,
  qty: trade.q,
  quoteQty: fromUnits(times(toUnits(trade.p), toUnits(trade.q))),
  time: trade.T,
  isBuyerMaker: trade.m,
  isBestMatch: trade.M,
});

function describe({ pair, tickDigits, lotDigits }: Listing) {
  const tick = (10 ** -tickDigits).toFixed(8);
  const lot = (10 ** -lotDigits).toFixed(8);
  return {
    symbol: pair.symbol,
    status: 'TRADING',
    baseAsset: pair.base,
    baseAssetPrecision: 8,
    quoteAsset: pair.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    isSpotTradingAllowed: true,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '1000000.00000000', tickSize: tick },
      { filterType: 'LOT_SIZE', minQty: lot, maxQty: '9000000.00000000', stepSize: lot },
    ],
  };
}
