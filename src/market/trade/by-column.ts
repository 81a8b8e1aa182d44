import { Columns } from '../../core/columns.ts';
import type { ColumnReader } from '../../core/decoder.ts';
import type { LogRecord } from '../../core/record.ts';
import type { Millis } from '../../core/time.ts';
import type { Trade } from './event.ts';
import { BUYER, ID, LISTED, MAKER, PRICE, QUANTITY, SELLER, TIME } from './fields.ts';
import { amountIn, TradeReader } from './reader.ts';
import type { Symbols } from './symbols.ts';

/** Reads trades into columns: each field has one but who was the maker, and the orders. */
export function byColumn(): ColumnReader<Trade> {
  const reader = new TradeReader();
  const { symbols, values } = reader;
  let trades = new Trades(0);
  return {
    begin(most) {
      trades = new Trades(most);
    },
    read(record: LogRecord): Millis | undefined {
      if (!reader.read(record)) return undefined;
      const i = trades.length++;
      const time = values[TIME] ?? 0;
      trades.symbol[i] = values[LISTED] ?? 0;
      trades.id[i] = values[ID] ?? 0;
      trades.price[i] = amountIn(values, PRICE);
      trades.quantity[i] = amountIn(values, QUANTITY);
      trades.time[i] = time;
      trades.maker[i] = values[MAKER] ?? 0;
      if (reader.ordered) trades.order(i, values[BUYER] ?? 0, values[SELLER] ?? 0);
      return time;
    },
    add({ symbol, id, price, quantity, time, buyerIsMaker, buyerOrder, sellerOrder }) {
      const listed = symbols.numberOf(symbol);
      if (listed === undefined) return false;
      const i = trades.length++;
      trades.symbol[i] = listed;
      trades.id[i] = id;
      trades.price[i] = price;
      trades.quantity[i] = quantity;
      trades.time[i] = time;
      trades.maker[i] = buyerIsMaker ? 1 : 0;
      if (buyerOrder !== undefined && sellerOrder !== undefined) trades.order(i, buyerOrder, sellerOrder);
      return true;
    },
    drop: () => trades.drop(),
    end: () => trades.columns(symbols),
  };
}

/** The trades of one read, as they come in. */
class Trades {
  length = 0;
  readonly symbol: Uint16Array;
  readonly id: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly time: Float64Array;
  readonly maker: Uint8Array;
  /** Of buyer and seller, one behind the other; NaN where a trade does not tell them. Undefined where none does. */
  #orders: Float64Array | undefined;

  constructor(most: number) {
    this.symbol = new Uint16Array(most);
    this.id = new Float64Array(most);
    this.price = new Float64Array(most);
    this.quantity = new Float64Array(most);
    this.time = new Float64Array(most);
    this.maker = new Uint8Array(most);
  }

  order(i: number, buyer: number, seller: number): void {
    this.#orders ??= new Float64Array(2 * this.id.length).fill(Number.NaN);
    this.#orders[2 * i] = buyer;
    this.#orders[2 * i + 1] = seller;
  }

  drop(): void {
    this.length--;
    this.#orders?.fill(Number.NaN, 2 * this.length, 2 * this.length + 2);
  }

  columns(symbols: Symbols): Columns<Trade> {
    const { length, symbol: ids, id, price, quantity, time, maker } = this;
    const orders = this.#orders;
    const { symbols: texts, bases, quotes } = symbols;
    const make = (i: number): Trade => {
      const listed = ids[i] ?? 0;
      const trade = {
        symbol: texts[listed] ?? '',
        base: bases[listed] ?? '',
        quote: quotes[listed] ?? '',
        id: id[i] ?? 0,
        price: price[i] ?? 0,
        quantity: quantity[i] ?? 0,
        time: time[i] ?? 0,
        buyerIsMaker: maker[i] === 1,
      };
      const buyerOrder = orders?.[2 * i] ?? Number.NaN;
      return Number.isNaN(buyerOrder) ? trade : { ...trade, buyerOrder, sellerOrder: orders?.[2 * i + 1] ?? 0 };
    };
    return new Columns({
      length,
      numbers: { id, price, quantity, time },
      texts: { symbol: { ids, texts }, base: { ids, texts: bases }, quote: { ids, texts: quotes } },
      make,
    });
  }
}
