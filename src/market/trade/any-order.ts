import {
  AMOUNT,
  BUYER,
  FLAG,
  ID,
  INTEGER,
  IS_TRADE,
  LISTED,
  MAKER,
  NEEDLESS,
  PRICE,
  QUANTITY,
  SELLER,
  SENT,
  SYMBOL,
  TEXT,
  TIME,
} from './fields.ts';
import type { Symbols } from './symbols.ts';
import { text, UNREAD, valueAt } from './value-at.ts';

/** By the one letter of a key: what kind of value it has, and where that is put. */
const KEYS: { readonly [key: string]: readonly [kind: number, slot: number] } = {
  E: [INTEGER, SENT],
  T: [INTEGER, TIME],
  t: [INTEGER, ID],
  b: [INTEGER, BUYER],
  a: [INTEGER, SELLER],
  p: [AMOUNT, PRICE],
  q: [AMOUNT, QUANTITY],
  s: [SYMBOL, LISTED],
  m: [FLAG, MAKER],
};
const NONE = 0xff;
const kinds = new Uint8Array(256).fill(NONE);
const slots = new Uint8Array(256).fill(NEEDLESS);
for (const [key, [kind, slot]] of Object.entries(KEYS)) {
  kinds[key.charCodeAt(0)] = kind;
  slots[key.charCodeAt(0)] = slot;
}

/** Bits of what was seen, beside those of the fields. */
const STREAM = 1 << 17;
const DATA = 1 << 18;

/** Told of each value, in the order of the line. */
export type Mark = (kind: number, slot: number, from: number, to: number) => void;

/**
 * Reads a trade's payload with its keys in any order, white space, and scalars that nobody needs, bare or in a frame.
 * Everything else is left to JSON: escapes, other scripts, nesting, a field that stands twice or is of another kind.
 */
export class AnyOrder {
  readonly #symbols: Symbols;
  readonly #values: Float64Array;
  readonly #mark: Mark | undefined;
  /** Bits of what the payload has that was read last. */
  seen = 0;

  constructor(symbols: Symbols, values: Float64Array, mark?: Mark) {
    this.#symbols = symbols;
    this.#values = values;
    this.#mark = mark;
  }

  /** Whether the line was read; then its values are in their slots. */
  read(view: DataView, from: number, end: number): boolean {
    const stop = this.#members(view, space(view, from, end), end, false);
    return stop !== UNREAD && space(view, stop, end) === end;
  }

  /** Reads an object; where it ends. */
  #members(view: DataView, from: number, end: number, framed: boolean): number {
    if (byteAt(view, from, end) !== 123) return UNREAD;
    let at = from;
    let seen = 0;
    let inner = 0;
    do {
      const key = space(view, at + 1, end) + 1;
      const behind = byteAt(view, key - 1, end) === 34 ? text(view, key, end) : UNREAD;
      if (behind === UNREAD) return UNREAD;
      const colon = space(view, behind, end);
      if (byteAt(view, colon, end) !== 58) return UNREAD;
      const value = space(view, colon + 1, end);
      let bit = 0;
      if (!framed && holds(view, key, behind, 'data"')) {
        at = this.#members(view, value, end, true);
        inner = this.seen;
        bit = DATA;
      } else {
        const letter = behind - key === 2 ? view.getUint8(key) : 0;
        at = this.#value(view, value, end, letter);
        if (letter === 101) bit = IS_TRADE;
        else if (kinds[letter] !== NONE) bit = 1 << (slots[letter] ?? NEEDLESS);
        else if (!framed && holds(view, key, behind, 'stream"')) bit = STREAM;
      }
      if (at === UNREAD || (seen & bit) !== 0) return UNREAD;
      seen |= bit;
      at = space(view, at, end);
    } while (byteAt(view, at, end) === 44);
    if (byteAt(view, at, end) !== 125) return UNREAD;
    if ((seen & DATA) !== 0 && seen !== (DATA | STREAM)) return UNREAD;
    this.seen = (seen & DATA) === 0 ? seen : inner;
    return at + 1;
  }

  /** Reads the value of a key of one letter, or of another one, which nobody needs. */
  #value(view: DataView, at: number, end: number, letter: number): number {
    const first = byteAt(view, at, end);
    if (letter === 101) return holds(view, at, at + 7 <= end ? at + 7 : at, '"trade"') ? at + 7 : UNREAD;
    const kind = kinds[letter] === NONE ? kindOf(first) : (kinds[letter] ?? NONE);
    if (kind === NONE) return holds(view, at, at + 4 <= end ? at + 4 : at, 'null') ? at + 4 : UNREAD;
    const quoted = kind === AMOUNT || kind === SYMBOL || kind === TEXT;
    if (quoted && first !== 34) return UNREAD;
    const from = quoted ? at + 1 : at;
    const slot = slots[letter] ?? NEEDLESS;
    const to = valueAt(kind, view, from, end, this.#values, slot, this.#symbols);
    if (to !== UNREAD) this.#mark?.(kind, slot, from, to);
    return to;
  }
}

/** The kind of a value that nobody needs, by its first byte. */
function kindOf(first: number): number {
  if (first === 34) return TEXT;
  if (first === 116 || first === 102) return FLAG;
  return first === 110 ? NONE : INTEGER;
}

/** Where white space, as JSON has it, ends. */
function space(view: DataView, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    const byte = view.getUint8(at);
    if (byte > 32 || (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9)) break;
  }
  return at;
}

const byteAt = (view: DataView, at: number, end: number): number => (at < end ? view.getUint8(at) : -1);

/** Whether this text stands there, and no more. */
function holds(view: DataView, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (view.getUint8(from + i) !== text.charCodeAt(i)) return false;
  return true;
}
