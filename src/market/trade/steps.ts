/**
 * The steps of code that reads one line after the other, all of one layout: each reads one value, over `view` from `at`
 * on, as the function of its kind in value-at.ts does. They are written out, for a call takes as long as the reading,
 * and do not ask where the line ends: what they read is right only if all of the line is, and ends where it may.
 */
import { AMOUNT_DIGITS, FALSE, INTEGER_DIGITS, PLACES_MAX, TRUE } from './value-at.ts';

/** What the steps share. */
export const VARIABLES = 'let from = 0, whole = 0, part = 0, places = 0, byte = 0, a = 0, b = 0, head = 0, value = 0;';

/** Bytes that a step may look at from where it begins, at most; of a text and a symbol, from where it ends. */
export const LOOK_MAX = 32;

/** Passes over bytes that must be these. Eight are compared as one number: of ASCII, no two are the same number. */
export function passes(view: DataView, from: number, to: number): string {
  const length = to - from;
  const differs: string[] = [];
  let i = 0;
  const compare = (bytes: number, get: 'getFloat64' | 'getInt32' | 'getUint16' | 'getUint8') => {
    for (; length - i >= bytes; i += bytes)
      differs.push(`view.${get}(at + ${i}, true) !== ${view[get](from + i, true)}`);
  };
  compare(8, 'getFloat64');
  compare(4, 'getInt32');
  compare(2, 'getUint16');
  compare(1, 'getUint8');
  return length === 0 ? '' : `if (${differs.join(' || ')}) break line; at += ${length};`;
}

const DIGIT = '((byte = view.getUint8(at) - 48) >>> 0) < 10';
const HIGH = 0xf0f0f0f0 | 0;
/** Zero if four bytes are digits: 0x30 to 0x39, of which the upper half is 3, and still is with 6 added. */
const odd = (four: string): string =>
  `((${four} & ${HIGH}) ^ 0x30303030) | (((${four} + 0x06060606) & ${HIGH}) ^ 0x30303030)`;
/** Of four bytes that are digits, the first the lowest: two numbers of two, in the lowest byte and the third. */
const pairs = (four: string): string => `${four} -= 0x30303030; ${four} = Math.imul(${four}, 10) + (${four} >>> 8);`;
/** Eight digits at `at` as a number into `into`, and what follows them; or else what is done instead. */
const eight = (into: string, or = ''): string => `
  a = view.getInt32(at, true); b = view.getInt32(at + 4, true);
  if ((${odd('a')} | ${odd('b')}) === 0) {
    ${pairs('a')} ${pairs('b')}
    ${into} = ((a & 255) * 100 + ((a >>> 16) & 255)) * 10000 + (b & 255) * 100 + ((b >>> 16) & 255);
    at += 8;
  } else { ${or} }`;

/** `value`: an integer, the field of number `n`. Its first eight digits are often those of the line before. */
export const integer = (n: number): string => `
  from = at; head = view.getFloat64(at, true);
  if (head === head${n}) { value = value${n}; at += 8; }
  else { ${eight('value', 'value = 0;')} if (at !== from) { head${n} = head; value${n} = value; } }
  a = view.getInt32(at, true);
  if (at !== from && (${odd('a')}) === 0) {
    ${pairs('a')}
    value = value * 10000 + (a & 255) * 100 + ((a >>> 16) & 255);
    at += 4;
  }
  while (at - from <= ${INTEGER_DIGITS} && ${DIGIT}) { value = value * 10 + byte; at++; }
  if (at === from || at - from > ${INTEGER_DIGITS} || value > ${Number.MAX_SAFE_INTEGER}) break line;
  if (at - from > 1 && view.getUint8(from) === 48) break line;`;
/** What the code of an integer keeps from line to line. */
export const integerBefore = (n: number): string => `let head${n} = NaN, value${n} = 0;`;

/** `value`: an amount, up to the quote that ends it. Digits and power are exact, so the division is right. */
export const amount = `
  from = at; whole = 0; part = 0; places = 0;
  while (at - from <= ${AMOUNT_DIGITS} && ${DIGIT}) { whole = whole * 10 + byte; at++; }
  b = at - from;
  if (b === 0) break line;
  if (byte === 46 - 48) {
    from = ++at; places = b;
    ${eight('part')}
    while (at - from <= ${PLACES_MAX} && ${DIGIT}) { part = part * 10 + byte; at++; }
    b = places; places = at - from;
    if (places === 0 || places > ${PLACES_MAX}) break line;
  }
  if (b + places > ${AMOUNT_DIGITS}) break line;
  value = places === ${PLACES_MAX} ? (whole * 1e8 + part) / 1e8 : (whole * powers[places] + part) / powers[places];`;

/** `value`: 1 for true, 0 for false. */
export const flag = `
  a = view.getInt32(at, true);
  if (a === ${TRUE}) { at += 4; value = 1; }
  else if (a === ${FALSE} && view.getUint8(at + 4) === 0x65) { at += 5; value = 0; }
  else break line;`;

/** `value`: the number of a symbol, up to the quote that ends it. */
export const symbol = `
  value = symbols.read(view, at, to);
  if (value < 0 || (at = symbols.end - 1) > last) break line;`;

/** A text that nobody needs, up to the quote that ends it. */
export const text = `
  if ((at = text(view, at, to) - 1) < 0 || at > last) break line;`;

/** The end of a line, and of all lines, which need no newline behind them. */
export const lineEnd = `
  if (at !== to && (at > to || view.getUint8(at++) !== 10)) break line;`;
