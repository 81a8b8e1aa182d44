import { AMOUNT_PLACES } from '../../core/decimal.ts';
import { type LogRecord, Slice } from '../../core/record.ts';
import { inMillis } from '../fields.ts';
import { AnyOrder, IS_TRADE } from './any-order.ts';
import { AHEAD_MAX } from './by-json.ts';
import { BUYER, ID, LISTED, MAKER, PLACES, PRICE, QUANTITY, SELLER, SENT, SLOTS, TIME } from './fields.ts';
import { type Layout, learned } from './layout.ts';
import { Symbols } from './symbols.ts';

const bits = (...slots: readonly number[]): number => slots.reduce((all, slot) => all | (1 << slot), 0);
const NEEDED = IS_TRADE | bits(TIME, ID, PRICE, QUANTITY, LISTED, MAKER);
const IS_SENT = bits(SENT);
const ORDERS = bits(BUYER, SELLER);
/** So many trades in a row are of another layout, and theirs is learned. To learn costs as much as to read 100. */
const LEARN_AFTER = 8;
/** Each layout doubles that, up to this, until one has served so many trades in a row: producers may take turns. */
const LEARN_AFTER_MAX = 8_192;
const SERVED_MIN = 512;
const POWERS = Float64Array.from({ length: AMOUNT_PLACES + 1 }, (_, places) => 10 ** places);

/**
 * Reads trades off their bytes: in the layout that the last ones had, or else as a payload in any order. What it reads,
 * JSON would read the same. What it keeps, the layout and the numbers of symbols, decides how fast it is and no more.
 */
export class TradeReader {
  readonly symbols = new Symbols();
  /** The trade that was read last; its time in ms. */
  readonly values = new Float64Array(SLOTS);
  /** It names its orders. */
  ordered = false;
  readonly #anyOrder = new AnyOrder(this.symbols, this.values);
  #layout: Layout | undefined;
  #others = LEARN_AFTER;
  #learnAfter = LEARN_AFTER;
  /** How many trades in a row were of the layout. */
  #served = 0;
  // Of all the bytes, and made anew only for others: the records of one read lie in the same.
  #view = new DataView<ArrayBufferLike>(new ArrayBuffer(0));
  #viewed: Uint8Array | undefined;

  /** Whether the record is a trade, and was read; if not, it may be one all the same. */
  read(record: LogRecord): boolean {
    if (record instanceof Slice) return this.#read(record.bytes, record.from, record.to);
    const { data } = record;
    return this.#read(data, 0, data.length);
  }

  #read(bytes: Uint8Array, from: number, end: number): boolean {
    if (bytes !== this.#viewed) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      this.#viewed = bytes;
    }
    if (this.#layout?.read(this.#view, from, end)) {
      this.#others = 0;
      if (++this.#served === SERVED_MIN) this.#learnAfter = LEARN_AFTER;
      return this.#isTrade(this.#layout.seen);
    }
    if (!this.#anyOrder.read(this.#view, from, end)) return false;
    const { seen } = this.#anyOrder;
    if (!this.#isTrade(seen)) return false;
    this.#served = 0;
    if (++this.#others <= this.#learnAfter) return true;
    this.#learnAfter = Math.min(2 * this.#learnAfter, LEARN_AFTER_MAX);
    this.#layout = learned(this.#view, from, end, this.values, this.symbols);
    this.#others = 0;
    return this.#isTrade(seen); // to learn is to read again
  }

  #isTrade(seen: number): boolean {
    const { values } = this;
    const orders = seen & ORDERS;
    if ((seen & NEEDED) !== NEEDED || (orders !== 0 && orders !== ORDERS)) return false;
    const time = inMillis(values[TIME] ?? 0);
    values[TIME] = time;
    this.ordered = orders !== 0;
    return (seen & IS_SENT) === 0 || time <= inMillis(values[SENT] ?? 0) + AHEAD_MAX;
  }
}

/** An amount. Digits and power are exact, so this one division gives the number nearest to the decimal. */
export const amountIn = (values: Float64Array, slot: number): number =>
  (values[slot] ?? 0) / (POWERS[values[slot + PLACES] ?? 0] ?? 1);
