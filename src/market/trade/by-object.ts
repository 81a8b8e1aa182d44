import type { Aside } from '../../core/decoder.ts';
import type { LogRecord } from '../../core/record.ts';
import { byJson } from './by-json.ts';
import type { Trade } from './event.ts';
import { made } from './made.ts';
import { TradeReader } from './reader.ts';
import { Trades } from './trades.ts';

/** Reads records as `byJson` does, and the same of each, but most trades without making JSON of them. */
export function byObject(): (record: LogRecord) => Trade | Aside {
  const trades = new Trades(1);
  const reader = new TradeReader(trades);
  return ({ data }) => {
    trades.clear();
    return reader.read(data) ? made(trades, 0, reader.symbols) : byJson(data);
  };
}
