import { splitSymbol } from '../symbol.ts';

/** Symbols that are known at once, at most. Binance lists about three thousand; what comes beyond is left to JSON. */
export const SYMBOLS_MAX = 32_768;
/** Slots of the hash table: a power of two, at most half of them taken. */
const SLOTS = 2 * SYMBOLS_MAX;
/** Slots that are looked at for one symbol: names can be made up that all want the same slot. */
const PROBES_MAX = 64;
/** Bytes that a symbol may have. */
const LENGTH_MAX = 64;
/** Of the symbols that are found by their bytes: others, such as those in other scripts, are left to JSON. */
const PLAIN = /^[A-Z0-9._-]{1,64}$/;
const QUOTE = 34;
/** Symbols up to eleven letters are found by the twelve bytes that begin with them: so many at once, a power of two. */
const SHORT_BITS = 10;
/** Of each of them: the bytes as three numbers, the symbol's number, and how far it is behind the quote. */
const STRIDE = 5;

/** Numbers for symbols, found by their bytes, so that no text is made of a symbol that was seen before. */
export class Symbols {
  /** By number. */
  readonly symbols: string[] = [];
  readonly bases: string[] = [];
  readonly quotes: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** By hash: the number of a symbol and one; 0 where there is none. */
  readonly #slots = new Uint16Array(SLOTS);
  /** The bytes of symbol `n`, from `n * LENGTH_MAX` on. */
  #bytes = new Uint8Array(16 * LENGTH_MAX);

  readonly #short = new Int32Array(STRIDE << SHORT_BITS).fill(-1);
  /** Behind the quote that ends the symbol that was read last. */
  end = 0;

  /** The number of the symbol that stands at `from`, and ends with a quote; -1 if it is to be left to JSON. */
  read(view: DataView, from: number, end: number): number {
    if (from + 12 > end) return this.#find(view, from, end);
    const short = this.#short;
    const a = view.getInt32(from, true);
    const b = view.getInt32(from + 4, true);
    const c = view.getInt32(from + 8, true);
    const mixed = Math.imul(Math.imul(Math.imul(a, 0x85ebca6b) ^ b, 0xc2b2ae35) ^ c, 0x9e3779b1);
    const slot = STRIDE * (mixed >>> (32 - SHORT_BITS));
    if (short[slot] === a && short[slot + 1] === b && short[slot + 2] === c) {
      const known = short[slot + 3] ?? -1;
      if (known >= 0) {
        this.end = from + (short[slot + 4] ?? 0);
        return known;
      }
    }
    const number = this.#find(view, from, end);
    const length = this.end - from;
    // With its quote among the bytes, they stand for no other symbol.
    if (number >= 0 && length <= 12) short.set([a, b, c, number, length], slot);
    return number;
  }

  /** The number of a symbol, in whatever script; undefined if it is one too many. */
  numberOf(symbol: string): number | undefined {
    const known = this.#numbers.get(symbol);
    if (known !== undefined || this.symbols.length === SYMBOLS_MAX) return known;
    const { base, quote } = splitSymbol(symbol);
    const n = this.symbols.push(symbol) - 1;
    this.bases.push(base);
    this.quotes.push(quote);
    this.#numbers.set(symbol, n);
    return n;
  }

  #find(view: DataView, from: number, end: number): number {
    let hash = 0;
    let to = from;
    for (; to < end; to++) {
      const byte = view.getUint8(to);
      if (byte === QUOTE) break;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (to === end || to - from > LENGTH_MAX) return -1;
    this.end = to + 1;
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    let probes = 0;
    for (let known = this.#slots[slot] ?? 0; known !== 0; known = this.#slots[slot] ?? 0) {
      if (this.#is(known - 1, view, from, to)) return known - 1;
      if (++probes === PROBES_MAX) return -1;
      slot = (slot + 1) & (SLOTS - 1);
    }
    return this.#list(view, from, to, slot);
  }

  #is(n: number, view: DataView, from: number, to: number): boolean {
    const bytes = this.#bytes;
    let own = n * LENGTH_MAX;
    for (let at = from; at < to; at++) if (bytes[own++] !== view.getUint8(at)) return false;
    return this.symbols[n]?.length === to - from;
  }

  #list(view: DataView, from: number, to: number, slot: number): number {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + from, to - from);
    const symbol = String.fromCharCode(...bytes);
    const n = PLAIN.test(symbol) ? this.numberOf(symbol) : undefined;
    if (n === undefined) return -1;
    while (this.#bytes.length < (n + 1) * LENGTH_MAX) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, n * LENGTH_MAX);
    this.#slots[slot] = n + 1;
    return n;
  }
}
