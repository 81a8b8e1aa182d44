import { PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import type { Address } from './address.ts';
import {
  aggTradeShape,
  type ExchangeInfo,
  exchangeInfoShape,
  type PublicTrade,
  type TickerPrice,
  tickerPriceShape,
  tradeShape,
} from './answers.ts';
import { rowsWanted, symbolIn } from './arguments.ts';
import { type Ask, TIME } from './asking.ts';
import { type Kline, type KlinesOptions, klines } from './klines.ts';
import { fields, listOf, type Shaped } from './shape.ts';

/** Most trades in one answer. */
const TRADES_MAX = 1_000;
const TRADES_USUAL = 500;
export const WEIGHTS = { ping: 1, trades: 25, aggTrades: 4, exchangeInfo: 20, price: { one: 2, many: 4 } } as const;

export interface TradesOptions {
  /** 1 to 1,000. Default: 500. */
  readonly limit?: number;
}
export interface HistoricalTradesOptions extends TradesOptions {
  /** The first id that is wanted. Default: the last ones. */
  readonly fromId?: number;
}
export interface AggTradesOptions extends HistoricalTradesOptions {
  readonly startTime?: Millis;
  readonly endTime?: Millis;
}
export interface AggTrade extends Shaped<typeof aggTradeShape> {
  readonly symbol: string;
}

export interface MarketData {
  /** Whether the exchange answers. */
  ping(): Promise<'OK'>;
  /** The exchange's time, ms. */
  time(): Promise<Millis>;
  /** The last trades, the oldest first. */
  trades(symbol: string, options?: TradesOptions): Promise<readonly PublicTrade[]>;
  /** Trades from an id on, however old. Not to be had from data-api.binance.vision. */
  historicalTrades(symbol: string, options?: HistoricalTradesOptions): Promise<readonly PublicTrade[]>;
  /** Trades of one order at one price as one; from an id of theirs on, or between two times. */
  aggTrades(symbol: string, options?: AggTradesOptions): Promise<readonly AggTrade[]>;
  /** Candles, the oldest first. */
  klines(symbol: string, options?: KlinesOptions): Promise<readonly Kline[]>;
  /** The last price of each symbol, or of one. */
  tickerPrice(): Promise<readonly TickerPrice[]>;
  tickerPrice(symbol: string): Promise<TickerPrice>;
  /** What is listed, asked for each time; of some symbols where they are named. */
  exchangeInfo(symbols?: readonly string[]): Promise<ExchangeInfo>;
}

/** What everybody may ask for. */
export function marketData(ask: Ask, address: Address): MarketData {
  const limitIn = (of: string, limit = TRADES_USUAL) => rowsWanted(of, limit, TRADES_MAX);

  function tickerPrice(): Promise<readonly TickerPrice[]>;
  function tickerPrice(symbol: string): Promise<TickerPrice>;
  async function tickerPrice(symbol?: string): Promise<TickerPrice | readonly TickerPrice[]> {
    const { one, many } = WEIGHTS.price;
    const path = 'ticker/price';
    if (symbol === undefined) return ask({ path, weight: many, as: listOf(tickerPriceShape) });
    return ask({ path, query: { symbol: symbolIn(symbol) }, weight: one, as: tickerPriceShape });
  }

  return {
    ping: async () => {
      await ask({ path: 'ping', weight: WEIGHTS.ping, as: fields({}) });
      return 'OK';
    },
    time: () => ask(TIME),
    trades: async (symbol, { limit } = {}) =>
      ask({
        path: 'trades',
        query: { symbol: symbolIn(symbol), limit: limitIn('trades', limit) },
        weight: WEIGHTS.trades,
        as: listOf(tradeShape),
      }),
    historicalTrades: async (symbol, { fromId, limit } = {}) => {
      if (address.dataOnly) {
        const instead = 'take aggTrades, or leave BINANCE_REST out';
        throw new PipelineError('CONFIG', `data-api.binance.vision does not have historicalTrades: ${instead}.`);
      }
      const query = { symbol: symbolIn(symbol), fromId, limit: limitIn('historicalTrades', limit) };
      return ask({ path: 'historicalTrades', query, weight: WEIGHTS.trades, as: listOf(tradeShape) });
    },
    aggTrades: async (symbol, { fromId, startTime, endTime, limit } = {}) => {
      const query = { symbol: symbolIn(symbol), fromId, startTime, endTime, limit: limitIn('aggTrades', limit) };
      const rows = await ask({ path: 'aggTrades', query, weight: WEIGHTS.aggTrades, as: listOf(aggTradeShape) });
      return rows.map((row) => ({ ...row, symbol }));
    },
    klines: (symbol, options) => klines(ask, symbol, options),
    tickerPrice,
    exchangeInfo: async (symbols) => {
      const query = symbols ? { symbols: JSON.stringify(symbols.map(symbolIn)) } : {};
      return ask({ path: 'exchangeInfo', query, weight: WEIGHTS.exchangeInfo, as: exchangeInfoShape });
    },
  };
}
