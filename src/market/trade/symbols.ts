import { splitSymbol } from '../symbol.ts';

/** Symbols that are known at once, at most. Binance lists about three thousand; what comes beyond is left to JSON. */
const SYMBOLS_MAX = 4_096;
/** Slots of the hash table: a power of two, at most half of them taken. */
const SLOTS = 2 * SYMBOLS_MAX;
/** Slots that are looked at for one symbol: names can be made up that all want the same slot. */
const PROBES_MAX = 64;
/** Bytes that a symbol may have. */
const LENGTH_MAX = 64;
/** Of the symbols that are found by their bytes: others, such as those in other scripts, are left to JSON. */
const PLAIN = /^[A-Z0-9._-]{1,64}$/;

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

  /** The number of the symbol that these bytes are; -1 if they are to be left to JSON. */
  find(view: DataView, from: number, to: number, hash: number): number {
    if (to - from > LENGTH_MAX) return -1;
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    let probes = 0;
    for (let known = this.#slots[slot] ?? 0; known !== 0; known = this.#slots[slot] ?? 0) {
      if (this.#is(known - 1, view, from, to)) return known - 1;
      if (++probes === PROBES_MAX) return -1;
      slot = (slot + 1) & (SLOTS - 1);
    }
    return this.#list(view, from, to, slot);
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
