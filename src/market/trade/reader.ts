import { type Lines, PADDING } from '../../core/lines.ts';
import { inMillis } from '../fields.ts';
import { AnyOrder } from './any-order.ts';
import { AHEAD_MAX } from './by-json.ts';
import { hasOrders, isSent, isWhole, SENT, SLOTS, TIME } from './fields.ts';
import { type Layout, learned } from './layout.ts';
import { Symbols } from './symbols.ts';
import type { Trades } from './trades.ts';

/** So many trades in a row are of another layout, and theirs is learned. To learn costs as much as to read 100. */
const LEARN_AFTER = 8;
/** Each layout doubles that, up to this, until one has served so many trades in a row: producers may take turns. */
const LEARN_AFTER_MAX = 8_192;
const SERVED_MIN = 512;
/** There is made room for so many trades more. */
const MORE = 64;
/** Bytes of a record that is looked at by itself, at most, to be read in a layout. */
const ALONE_MAX = 4_096;

/**
 * Reads trades off their bytes: in the layout that the last ones had, or else as a payload in any order. What it reads,
 * JSON would read the same. What it keeps, the layout and the numbers of symbols, decides how fast it is and no more.
 */
export class TradeReader {
  readonly symbols = new Symbols();
  /** What was read is added to them. */
  trades: Trades;
  readonly #values = new Float64Array(SLOTS);
  readonly #anyOrder = new AnyOrder(this.symbols, this.#values);
  #layout: Layout | undefined;
  #others = LEARN_AFTER;
  #learnAfter = LEARN_AFTER;
  /** How many trades in a row were of the layout. */
  #served = 0;
  /** A record by itself, with room behind it. */
  readonly #alone = new Uint8Array(ALONE_MAX + PADDING);
  readonly #aloneView = new DataView(this.#alone.buffer);
  readonly #end = new Int32Array(1);

  constructor(trades: Trades) {
    this.trades = trades;
  }

  /**
   * Reads line after line. True: the line that was found last is no trade, or one to be read otherwise. False: there
   * are no more lines.
   */
  readLines(lines: Lines): boolean {
    for (;;) {
      this.#readLayout(lines);
      if (!lines.next()) return false;
      if (!this.#readAny(lines.view, ...lines.place(lines.found - 1))) return true;
    }
  }

  /** Whether the record is a trade, and was read; if not, it may be one all the same. */
  read(data: Uint8Array): boolean {
    const { length } = data;
    if (this.#layout && length <= ALONE_MAX) {
      this.#alone.set(data);
      this.trades.reserve(this.trades.length + 1);
      const most = this.trades.length + 1;
      const read = this.#layout(this.#aloneView, 0, length, this.trades, most, this.#end, 0);
      if (read === 1 && this.#end[0] === length) {
        this.#serve(1);
        return true;
      }
      this.trades.length -= read;
    }
    return this.#readAny(new DataView(data.buffer, data.byteOffset, length), 0, length);
  }

  /** Reads lines for as long as they are of the layout. */
  #readLayout(lines: Lines): void {
    const { trades } = this;
    for (const layout = this.#layout; layout; ) {
      const room = Math.min(trades.room - trades.length, lines.ends.length - lines.found);
      const most = trades.length + room;
      const read = layout(lines.view, lines.at, lines.bytes.length, trades, most, lines.ends, lines.found);
      lines.found += read;
      if (read > 0) this.#serve(read);
      if (read < room) return;
      trades.reserve(most + MORE);
      lines.reserve(lines.found + MORE);
    }
  }

  #serve(trades: number): void {
    this.#others = 0;
    this.#served += trades;
    if (this.#served >= SERVED_MIN) this.#learnAfter = LEARN_AFTER;
  }

  /** Reads a record in any order, its newline, which is white space, perhaps included; and may learn its layout. */
  #readAny(view: DataView<ArrayBufferLike>, from: number, end: number): boolean {
    const values = this.#values;
    if (!this.#anyOrder.read(view, from, end)) return false;
    const { seen } = this.#anyOrder;
    const time = inMillis(values[TIME] ?? 0);
    if (!isWhole(seen) || (isSent(seen) && time > inMillis(values[SENT] ?? 0) + AHEAD_MAX)) return false;
    values[TIME] = time;
    this.trades.take(values, hasOrders(seen));
    this.#served = 0;
    if (++this.#others > this.#learnAfter) {
      this.#learnAfter = Math.min(2 * this.#learnAfter, LEARN_AFTER_MAX);
      this.#layout = learned(view, from, end, this.symbols);
      this.#others = 0;
    }
    return true;
  }
}
