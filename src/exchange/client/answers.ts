import { decimal, fields, flag, listOf, optional, type Shaped, text, whole } from './shape.ts';

/** A trade as `trades` and `historicalTrades` tell it. Ids are contiguous per symbol. */
export const tradeShape = fields({
  id: whole,
  price: decimal,
  qty: decimal,
  quoteQty: decimal,
  time: whole,
  isBuyerMaker: flag,
  isBestMatch: flag,
});
export type PublicTrade = Shaped<typeof tradeShape>;

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
