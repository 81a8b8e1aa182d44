import { AMOUNT, FLAG, INTEGER, PLACES, SYMBOL } from './fields.ts';
import type { Symbols } from './symbols.ts';

/** Where a value would end that is left to JSON: it may be right all the same. */
export const UNREAD = -1;

/** Digits of an integer, at most: 2^53 has 16. Of an amount, and of its places: see core/decimal.ts. */
export const INTEGER_DIGITS = 16;
export const AMOUNT_DIGITS = 15;
export const PLACES_MAX = 8;
const QUOTE = 34;
const POINT = 46;
const ZERO = 48;
const BACKSLASH = 92;
/** `true` and `fals`, as `getInt32` reads them, lowest byte first. */
export const [TRUE, FALSE] = [0x65757274, 0x736c6166];

/**
 * Reads a value of a kind that stands at `at`, behind its opening quote where it has one; puts what it is into its
 * slot, and gives where it ends, its closing quote included. `UNREAD`: it is not of that kind, or of an odd form. Only
 * what JSON would read as the same value is read.
 *
 * Where it ends is what is given back and carried on, not kept in an object: that is half of the speed.
 */
export function valueAt(
  kind: number,
  view: DataView,
  at: number,
  end: number,
  values: Float64Array,
  slot: number,
  symbols: Symbols,
): number {
  switch (kind) {
    case INTEGER:
      return integer(view, at, end, values, slot);
    case AMOUNT:
      return amount(view, at, end, values, slot);
    case SYMBOL:
      return symbol(view, at, end, values, slot, symbols);
    case FLAG:
      return flag(view, at, end, values, slot);
    default:
      return text(view, at, end);
  }
}

/** 0 to 2^53 - 1. */
function integer(view: DataView, from: number, end: number, values: Float64Array, slot: number): number {
  let at = from;
  let value = 0;
  for (; at + 4 <= end; at += 4) {
    const four = fourDigits(view.getInt32(at, true));
    if (four < 0) break;
    value = value * 10_000 + four;
  }
  for (; at < end; at++) {
    const digit = view.getUint8(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
  }
  // Past 2^53 it is no longer exact, but it never falls below it again.
  if (at === from || at - from > INTEGER_DIGITS || value > Number.MAX_SAFE_INTEGER) return UNREAD;
  if (at - from > 1 && view.getUint8(from) === ZERO) return UNREAD;
  values[slot] = value;
  return at;
}

/** A decimal such as `61837.63`: its digits, and how many of them are places. */
function amount(view: DataView, from: number, end: number, values: Float64Array, slot: number): number {
  let at = from;
  let digits = 0;
  let byte = 0;
  for (; at < end; at++) {
    byte = view.getUint8(at);
    if (!(byte >= ZERO && byte <= ZERO + 9)) break;
    digits = digits * 10 + (byte - ZERO);
  }
  const whole = at - from;
  let places = 0;
  if (byte === POINT && at < end) {
    const point = ++at;
    for (; at + 4 <= end; at += 4) {
      const four = fourDigits(view.getInt32(at, true));
      if (four < 0) break;
      digits = digits * 10_000 + four;
    }
    for (; at < end; at++) {
      byte = view.getUint8(at);
      if (!(byte >= ZERO && byte <= ZERO + 9)) break;
      digits = digits * 10 + (byte - ZERO);
    }
    places = at - point;
    if (places === 0 || places > PLACES_MAX) return UNREAD;
  }
  if (whole === 0 || whole + places > AMOUNT_DIGITS || byte !== QUOTE || at === end) return UNREAD;
  values[slot] = digits;
  values[slot + PLACES] = places;
  return at + 1;
}

/** The number of a symbol. */
function symbol(view: DataView, at: number, end: number, values: Float64Array, slot: number, symbols: Symbols): number {
  const number = symbols.read(view, at, end);
  values[slot] = number;
  return number < 0 ? UNREAD : symbols.end;
}

/** 1 for `true`, 0 for `false`. One byte more always follows in a line: it ends with the end of its object. */
function flag(view: DataView, at: number, end: number, values: Float64Array, slot: number): number {
  if (at + 5 > end) return UNREAD;
  const word = view.getInt32(at, true);
  values[slot] = word === TRUE ? 1 : 0;
  if (word === TRUE) return at + 4;
  return word === FALSE && view.getUint8(at + 4) === 0x65 ? at + 5 : UNREAD;
}

/** Printable ASCII without escapes. */
export function text(view: DataView, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = view.getUint8(at);
    if (byte === QUOTE) return at + 1;
    if (byte < 32 || byte > 126 || byte === BACKSLASH) return UNREAD;
  }
  return UNREAD;
}

/** Four ASCII digits, the first in the lowest byte, as a number; -1 if one is none. */
function fourDigits(bytes: number): number {
  // A digit is 0x30 to 0x39: its upper half is 3, and still is with 6 added.
  if (((bytes & 0xf0f0f0f0) | (((bytes + 0x06060606) & 0xf0f0f0f0) >>> 4)) !== 0x33333333) return -1;
  const digits = bytes - 0x30303030;
  const pairs = Math.imul(digits, 10) + (digits >>> 8); // the lowest byte and the third hold two digits each
  return (pairs & 255) * 100 + ((pairs >>> 16) & 255);
}
