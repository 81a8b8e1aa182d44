import { AMOUNT_PLACES } from '../../core/decimal.ts';
import type { Trade } from './event.ts';
import { BUYER, ID, LISTED, MAKER, PLACES, PRICE, QUANTITY, SELLER, TIME } from './fields.ts';
import type { Symbols } from './symbols.ts';

/** Powers of ten, by places. */
export const POWERS = Float64Array.from({ length: AMOUNT_PLACES + 1 }, (_, places) => Number(`1e${places}`));

/** Bytes of a trade in all columns but the orders. */
const BYTES = 4 * 8 + 2 + 1;

/** Trades, field by field, as they come in: each field has a column of its own but those that others tell. */
export class Trades {
  length = 0;
  time = new Float64Array(0);
  id = new Float64Array(0);
  price = new Float64Array(0);
  quantity = new Float64Array(0);
  /** The numbers of symbols. */
  symbol = new Uint16Array(0);
  /** 1 where the buyer was the maker. */
  maker = new Uint8Array(0);
  /** NaN where a trade does not tell its orders; undefined where none does. */
  #orders: { readonly buyer: Float64Array; readonly seller: Float64Array } | undefined;

  readonly #memory: (bytes: number) => ArrayBuffer;

  /** `memory`: gives room for the columns, whatever it holds. */
  constructor(room: number, memory = (bytes: number) => new ArrayBuffer(bytes)) {
    this.#memory = memory;
    this.#widen(room);
  }

  /** How many trades there is room for. */
  get room(): number {
    return this.time.length;
  }

  reserve(room: number): void {
    if (room > this.room) this.#widen(Math.max(room, 2 * this.room));
  }

  /** Takes all back. */
  clear(): void {
    this.length = 0;
    this.#orders?.buyer.fill(Number.NaN);
  }

  /** The order of the buyer; NaN where a trade does not tell its orders. */
  buyerAt(i: number): number {
    return this.#orders?.buyer[i] ?? Number.NaN;
  }

  /** The columns of the orders, for those who fill them. */
  orders(): { readonly buyer: Float64Array; readonly seller: Float64Array } {
    const column = () => new Float64Array(this.#memory(8 * this.room), 0, this.room).fill(Number.NaN);
    this.#orders ??= { buyer: column(), seller: column() };
    return this.#orders;
  }

  /** Takes a trade by its values in their slots, its amounts as digits and places. */
  take(values: Float64Array, ordered: boolean): void {
    const i = this.#one();
    const value = (slot: number): number => values[slot] ?? 0;
    // Digits and power are exact, so this one division gives the number nearest to the decimal.
    const amount = (slot: number): number => value(slot) / (POWERS[value(slot + PLACES)] ?? 1);
    this.time[i] = value(TIME);
    this.id[i] = value(ID);
    this.price[i] = amount(PRICE);
    this.quantity[i] = amount(QUANTITY);
    this.symbol[i] = value(LISTED);
    this.maker[i] = value(MAKER);
    if (ordered) this.#order(i, value(BUYER), value(SELLER));
  }

  /** Takes a trade; false where its symbol is one too many. */
  add({ symbol, ...trade }: Trade, symbols: Symbols): boolean {
    const listed = symbols.numberOf(symbol);
    if (listed === undefined) return false;
    const i = this.#one();
    this.time[i] = trade.time;
    this.id[i] = trade.id;
    this.price[i] = trade.price;
    this.quantity[i] = trade.quantity;
    this.symbol[i] = listed;
    this.maker[i] = trade.buyerIsMaker ? 1 : 0;
    if (trade.buyerOrder !== undefined) this.#order(i, trade.buyerOrder, trade.sellerOrder);
    return true;
  }

  /** Room for one more; where it is. */
  #one(): number {
    this.reserve(this.length + 1);
    const i = this.length++;
    if (this.#orders) this.#order(i);
    return i;
  }

  #order(i: number, one = Number.NaN, other = Number.NaN): void {
    const { buyer, seller } = this.orders();
    buyer[i] = one;
    seller[i] = other;
  }

  #widen(room: number): void {
    // One piece of memory, for asking for it takes longer than filling it.
    const buffer = this.#memory(room * BYTES);
    const numbers = (n: number, old: Float64Array): Float64Array<ArrayBuffer> => {
      const column = new Float64Array(buffer, n * 8 * room, room);
      column.set(old);
      return column;
    };
    const { buyer, seller } = this.#orders ?? {};
    this.time = numbers(0, this.time);
    this.id = numbers(1, this.id);
    this.price = numbers(2, this.price);
    this.quantity = numbers(3, this.quantity);
    const symbol = new Uint16Array(buffer, 32 * room, room);
    symbol.set(this.symbol);
    this.symbol = symbol;
    const maker = new Uint8Array(buffer, 34 * room, room);
    maker.set(this.maker);
    this.maker = maker;
    if (!buyer || !seller) return;
    this.#orders = undefined;
    this.orders().buyer.set(buyer);
    this.orders().seller.set(seller);
  }
}
