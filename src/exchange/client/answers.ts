import { decimal, fields, flag, listOf, optional, type Shaped, text, whole } from './shape.ts';

export const tradeShape = fields({
  id: whole,
  price: decimal,
  qty: decimal,
  quoteQty: decimal,
  time: whole,
  isBuyerMaker: flag,
  isBestMatch: flag,
});

/** Trades of one order at one price, at one time. */
export const aggTradeShape = fields(
  {
    aggTradeId: whole,
    price: decimal,
    quantity: decimal,
    firstTradeId: whole,
    lastTradeId: whole,
    time: whole,
    buyerMaker: flag,
    bestPriceMatch: flag,
  },
  {
    aggTradeId: 'a',
    price: 'p',
    quantity: 'q',
    firstTradeId: 'f',
    lastTradeId: 'l',
    time: 'T',
    buyerMaker: 'm',
    bestPriceMatch: 'M',
  },
);

export const klineShape = fields(
  {
    openTime: whole,
    open: decimal,
    high: decimal,
    low: decimal,
    close: decimal,
    volume: decimal,
    closeTime: whole,
    quoteAssetVolume: decimal,
    trades: whole,
    takerBuyBaseAssetVolume: decimal,
    takerBuyQuoteAssetVolume: decimal,
  },
  {
    openTime: 0,
    open: 1,
    high: 2,
    low: 3,
    close: 4,
    volume: 5,
    closeTime: 6,
    quoteAssetVolume: 7,
    trades: 8,
    takerBuyBaseAssetVolume: 9,
    takerBuyQuoteAssetVolume: 10,
  },
);

export const tickerPriceShape = fields({ symbol: text, price: decimal });
export type TickerPrice = Shaped<typeof tickerPriceShape>;

export const tickerBookShape = fields({
  symbol: text,
  bidPrice: decimal,
  bidQty: decimal,
  askPrice: decimal,
  askQty: decimal,
});
export type TickerBook = Shaped<typeof tickerBookShape>;

/** Of the last 24 hours. Of a symbol that has not traded, the ids are -1. */
export const ticker24hrShape = fields({
  symbol: text,
  priceChange: decimal,
  priceChangePercent: decimal,
  weightedAvgPrice: decimal,
  prevClosePrice: decimal,
  lastPrice: decimal,
  lastQty: decimal,
  bidPrice: decimal,
  bidQty: decimal,
  askPrice: decimal,
  askQty: decimal,
  openPrice: decimal,
  highPrice: decimal,
  lowPrice: decimal,
  volume: decimal,
  quoteVolume: decimal,
  openTime: whole,
  closeTime: whole,
  firstId: whole,
  lastId: whole,
  count: whole,
});
export type Ticker24hr = Shaped<typeof ticker24hrShape>;

export const avgPriceShape = fields({ mins: whole, price: decimal, closeTime: optional(whole) });
export type AvgPrice = Shaped<typeof avgPriceShape>;

const levelShape = fields({ price: decimal, quantity: decimal }, { price: 0, quantity: 1 });
/** The best offers first. */
export const depthShape = fields({ lastUpdateId: whole, bids: listOf(levelShape), asks: listOf(levelShape) });
export type Depth = Shaped<typeof depthShape>;

export const rateLimitShape = fields({ rateLimitType: text, interval: text, intervalNum: whole, limit: whole });

/** A rule that orders of a symbol must keep, as the exchange writes it: what it holds depends on its `filterType`. */
export interface Filter {
  readonly filterType: string;
  readonly [field: string]: string | number | boolean;
}
const plain = (value: unknown): value is string | number | boolean => /^(string|number|boolean)$/.test(typeof value);
const filterShape = (value: unknown, at: string): Filter => {
  const { filterType } = fields({ filterType: text })(value, at);
  return { ...Object.fromEntries(Object.entries(value as object).filter(([, one]) => plain(one))), filterType };
};

export const symbolShape = fields({
  symbol: text,
  status: text,
  baseAsset: text,
  quoteAsset: text,
  baseAssetPrecision: whole,
  quoteAssetPrecision: whole,
  orderTypes: optional(listOf(text)),
  icebergAllowed: optional(flag),
  isSpotTradingAllowed: flag,
  isMarginTradingAllowed: optional(flag),
  filters: listOf(filterShape),
});
/** A symbol and the assets that it trades. */
export type SymbolInfo = Shaped<typeof symbolShape>;

export const exchangeInfoShape = fields({
  timezone: text,
  serverTime: whole,
  rateLimits: listOf(rateLimitShape),
  symbols: listOf(symbolShape),
});
export type ExchangeInfo = Shaped<typeof exchangeInfoShape>;
