import { liesAt, type Word, wordOf } from './word.ts';

/** Thrown at what is not read here; it need not be wrong. */
export class Unread extends Error {}

const code = (one: string): number => one.charCodeAt(0);
export const QUOTE = code('"');
export const COLON = code(':');
export const COMMA = code(',');
export const OPEN = code('{');
export const CLOSE = code('}');
export const FIRST = code('[');
export const LAST = code(']');
const BACKSLASH = code('\\');
const SPACE = code(' ');
const TAB = code('\t');
const LF = code('\n');
const CR = code('\r');
const ZERO = code('0');
const POINT = code('.');
const PLUS = code('+');
const MINUS = code('-');
const EXPONENT = code('e');
const NULL = wordOf('null');
/** 1 for the ASCII that stands for itself within a string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 32 && byte < 128 && byte !== QUOTE && byte !== BACKSLASH),
);
/** No number is read that is larger, or is scaled by a larger power, so that all of them are exact. */
const LARGEST = 1e15;
const POWER_MAX = 15;

/**
 * Goes over the bytes of JSON, as strictly as JSON is defined. Throws `Unread` at everything that it was not told to
 * expect, at strings with escapes, and at numbers that are negative, too large or do not come out whole.
 */
export class Cursor {
  readonly bytes: Buffer;
  readonly view: DataView;
  at = 0;

  constructor({ buffer, byteOffset, length }: Uint8Array) {
    this.bytes = Buffer.from(buffer, byteOffset, length);
    this.view = new DataView(buffer, byteOffset, length);
  }

  /** The next byte behind white space; undefined at the end. */
  next(): number | undefined {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte === undefined || byte > SPACE) return byte;
      if (byte !== SPACE && byte !== TAB && byte !== LF && byte !== CR) throw new Unread();
      this.at++;
    }
  }

  /** Passes this byte, if it is the next one. */
  passes(byte: number): boolean {
    if (this.next() !== byte) return false;
    this.at++;
    return true;
  }

  pass(byte: number): void {
    if (!this.passes(byte)) throw new Unread();
  }

  /** Passes this word, if it is here. */
  is(word: Word): boolean {
    if (!liesAt(this.view, this.at, word)) return false;
    this.at += word.length;
    return true;
  }

  null(): boolean {
    this.next();
    return this.is(NULL);
  }

  string(): string {
    this.pass(QUOTE);
    const { bytes, at } = this;
    let end = at;
    while (PLAIN[bytes[end] ?? 0] === 1) end++;
    const ascii = bytes[end] === QUOTE;
    if (!ascii) end = this.#endOfString(end);
    this.at = end + 1;
    return bytes.toString(ascii ? 'latin1' : 'utf8', at, end);
  }

  #endOfString(from: number): number {
    for (let end = from; ; end++) {
      const byte = this.bytes[end];
      if (byte === QUOTE) return end;
      if (byte === undefined || byte < 32 || byte === BACKSLASH) throw new Unread();
    }
  }

  /** A number times 10 to the power of `scale`. */
  number(scale = 0): number {
    if (this.next() === ZERO && isDigit(this.bytes[this.at + 1])) throw new Unread();
    let value = this.#digits(0);
    let power = scale;
    if (this.bytes[this.at] === POINT) {
      const from = ++this.at;
      value = this.#digits(value);
      power -= this.at - from;
    }
    if (((this.bytes[this.at] ?? 0) | 32) === EXPONENT) {
      const sign = this.bytes[++this.at];
      if (sign === PLUS || sign === MINUS) this.at++;
      const exponent = this.#digits(0);
      power += sign === MINUS ? -exponent : exponent;
    }
    if (power === 0) return value;
    const scaled = value * 10 ** power;
    if (power < 0 || power > POWER_MAX || scaled > LARGEST) throw new Unread();
    return scaled;
  }

  /** `before` with the digits behind it that come here, one at least. */
  #digits(before: number): number {
    const from = this.at;
    let value = before;
    for (; isDigit(this.bytes[this.at]); this.at++) value = value * 10 + ((this.bytes[this.at] ?? 0) - ZERO);
    if (this.at === from || value > LARGEST) throw new Unread();
    return value;
  }
}

const isDigit = (byte = 0): boolean => byte >= ZERO && byte < ZERO + 10;
