import type { Aside } from '../../core/decoder.ts';
import type { LogRecord } from '../../core/record.ts';
import { byJson } from './by-json.ts';
import type { Trade } from './event.ts';
import { BUYER, ID, LISTED, MAKER, PRICE, QUANTITY, SELLER, TIME } from './fields.ts';
import { amountIn, TradeReader } from './reader.ts';

/** Reads records as `byJson` does, and the same of each, but most trades without making JSON of them. */
export function byObject(): (record: LogRecord) => Trade | Aside {
  const reader = new TradeReader();
  return (record) => (reader.read(record) ? made(reader) : byJson(record.data));
}

/** The trade that was read last. */
function made({ values, symbols, ordered }: TradeReader): Trade {
  const at = (slot: number): number => values[slot] ?? 0;
  const listed = at(LISTED);
  const trade = {
    symbol: symbols.symbols[listed] ?? '',
    base: symbols.bases[listed] ?? '',
    quote: symbols.quotes[listed] ?? '',
    id: at(ID),
    price: amountIn(values, PRICE),
    quantity: amountIn(values, QUANTITY),
    time: at(TIME),
    buyerIsMaker: at(MAKER) === 1,
  };
  return ordered ? { ...trade, buyerOrder: at(BUYER), sellerOrder: at(SELLER) } : trade;
}
