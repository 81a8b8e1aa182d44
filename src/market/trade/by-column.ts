import { Columns } from '../../core/columns.ts';
import type { ColumnReader } from '../../core/decoder.ts';
import type { Trade } from './event.ts';
import { made } from './made.ts';
import { TradeReader } from './reader.ts';
import type { Symbols } from './symbols.ts';
import { Trades } from './trades.ts';

/** Reads trades into columns: each field has one but who was the maker, and the orders. */
export function byColumn(): ColumnReader<Trade> {
  const reader = new TradeReader(new Trades(0));
  const { symbols } = reader;
  return {
    begin(about, memory) {
      reader.trades = new Trades(about, memory);
    },
    readLines: (lines) => reader.readLines(lines),
    read: ({ data }) => reader.read(data),
    add: (trade) => reader.trades.add(trade, symbols),
    get times() {
      return reader.trades.time;
    },
    end: () => columnsOf(reader.trades, symbols),
  };
}

function columnsOf(trades: Trades, symbols: Symbols): Columns<Trade> {
  const { length, symbol: ids, id, price, quantity, time } = trades;
  const { symbols: texts, bases, quotes } = symbols;
  return new Columns({
    length,
    numbers: { id, price, quantity, time },
    texts: { symbol: { ids, texts, distinct: true }, base: { ids, texts: bases }, quote: { ids, texts: quotes } },
    make: (i) => made(trades, i, symbols),
  });
}
