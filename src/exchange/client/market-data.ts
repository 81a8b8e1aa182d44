import { PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import type { Address } from './address.ts';
import { aggTradeShape, type Depth, depthShape, type ExchangeInfo, exchangeInfoShape, tradeShape } from './answers.ts';
import { rowsWanted, symbolIn } from './arguments.ts';
import { type Ask, type Query, TIME } from './asking.ts';
import { type Kline, type KlinesOptions, klines } from './klines.ts';
import { fields, listOf, type Shaped } from './shape.ts';

/** Most trades in one answer. */
const TRADES_MAX = 1_000;
const TRADES_USUAL = 500;
const DEPTH_MAX = 5_000;
const DEPTH_USUAL = 100;
const DEPTH_WEIGHTS = [
  { upTo: 100, weight: 5 },
  { upTo: 500, weight: 25 },
  { upTo: 1_000, weight: 50 },
  { upTo: 5_000, weight: 250 },
];
const WEIGHTS = { ping: 1, trades: 25, aggTrades: 4, exchangeInfo: 20 };

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
/** A trade as `trades` and `historicalTrades` tell it. Ids are contiguous per symbol. */
export interface PublicTrade extends Shaped<typeof tradeShape> {
  readonly symbol: string;
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
  /** The best offers of the book; 5,000 of each side at most. Default: 100. */
  depth(symbol: string, options?: TradesOptions): Promise<Depth>;
  /** What is listed, asked for each time; of some symbols where they are named. */
  exchangeInfo(symbols?: readonly string[]): Promise<ExchangeInfo>;
}

/** What everybody may ask for. */
export function marketData(ask: Ask, address: Address): MarketData {
  const limitIn = (of: string, limit = TRADES_USUAL) => rowsWanted(of, limit, TRADES_MAX);

  async function tradesOf(path: string, symbol: string, query: Query): Promise<readonly PublicTrade[]> {
    const all = { symbol: symbolIn(symbol), ...query };
    const rows = await ask({ path, query: all, weight: WEIGHTS.trades, as: listOf(tradeShape) });
    return rows.map((row) => ({ symbol, ...row }));
  }

  return {
    ping: async () => {
      await ask({ path: 'ping', weight: WEIGHTS.ping, as: fields({}) });
      return 'OK';
    },
    time: () => ask(TIME),
    trades: async (symbol, { limit } = {}) => tradesOf('trades', symbol, { limit: limitIn('trades', limit) }),
    historicalTrades: async (symbol, { fromId, limit } = {}) => {
      if (address.dataOnly) {
        const instead = 'take aggTrades, or leave BINANCE_REST out';
        throw new PipelineError('CONFIG', `data-api.binance.vision does not have historicalTrades: ${instead}.`);
      }
      return tradesOf('historicalTrades', symbol, { fromId, limit: limitIn('historicalTrades', limit) });
    },
    aggTrades: async (symbol, { fromId, startTime, endTime, limit } = {}) => {
      const query = { symbol: symbolIn(symbol), fromId, startTime, endTime, limit: limitIn('aggTrades', limit) };
      const rows = await ask({ path: 'aggTrades', query, weight: WEIGHTS.aggTrades, as: listOf(aggTradeShape) });
      return rows.map((row) => ({ symbol, ...row }));
    },
    klines: (symbol, options) => klines(ask, symbol, options),
    depth: async (symbol, { limit } = {}) => {
      const rows = rowsWanted('depth', limit ?? DEPTH_USUAL, DEPTH_MAX);
      const weight = DEPTH_WEIGHTS.find(({ upTo }) => rows <= upTo)?.weight ?? 250;
      return ask({ path: 'depth', query: { symbol: symbolIn(symbol), limit: rows }, weight, as: depthShape });
    },
    exchangeInfo: async (symbols) => {
      const query = symbols ? { symbols: JSON.stringify(symbols.map(symbolIn)) } : {};
      return ask({ path: 'exchangeInfo', query, weight: WEIGHTS.exchangeInfo, as: exchangeInfoShape });
    },
  };
}
