import type { RowPlace } from '../core/row.ts';
import type { Millis } from '../core/time.ts';
import { fromText, toText } from './text.ts';

/**
 * What Redis orders: members of a sorted set whose scores are alike, by their bytes. So a number is 16 hexadecimal
 * digits that rise as it does, and of texts one behind the other each is spelled so that no part of it is an end.
 */
const END = '\0\0';
/** The same in Lua: in a text, and in a pattern, which would take a bare NUL for its own end. */
export const END_IN_LUA = `'${END.replaceAll('\0', '\\0')}'`;
export const END_IN_PATTERN = END.replaceAll('\0', '%z');
const NUL = '\0';
const NUL_INSIDE = '\0\x01';

/** A text as a part: without an end in it. */
export const partOf = (text: string): string => toText(text).replaceAll(NUL, NUL_INSIDE);
export const textOf = (part: string): string => fromText(part.replaceAll(NUL_INSIDE, NUL));

/** Texts as one, and back. */
export const joined = (...texts: readonly string[]): string => texts.map(partOf).join(END);
export const parted = (member: string): string[] => member.split(END).map(textOf);

/** A list as one text, in which each has an end, so that a script can go through it. */
export const listed = (texts: readonly string[]): string => texts.map((text) => partOf(text) + END).join('');
export const unlisted = (list: string): string[] => (list === '' ? [] : parted(list.slice(0, -END.length)));

const view = new DataView(new ArrayBuffer(8));
const SIGN = 1n << 63n;
const ALL = (1n << 64n) - 1n;
export const DIGITS = 16;

/** The bits of a double, turned so that they rise with it. @throws RangeError for what has no place among numbers */
export function digitsOf(number: number): string {
  if (Number.isNaN(number)) throw new RangeError('NaN has no place in an order');
  view.setFloat64(0, number + 0); // -0 is 0
  const high = view.getInt32(0);
  const low = view.getInt32(4);
  return high < 0 ? hex(~high) + hex(~low) : hex(high ^ (1 << 31)) + hex(low);
}

/** Of 32 bits. */
const hex = (bits: number): string => (bits >>> 0).toString(16).padStart(DIGITS / 2, '0');

export function numberOf(digits: string): number {
  const bits = BigInt(`0x${digits}`);
  view.setBigUint64(0, bits & SIGN ? bits & ~SIGN : ~bits & ALL);
  return view.getFloat64(0);
}

/** Where a partition's row stands in the order of start, key and partition. */
export const rowMember = (start: Millis, key: string, partition: string): string =>
  digitsOf(start) + joined(key, partition);

/** Behind all rows of that place, and before the next one, in closing order. */
export const behindPlace = ({ closes, start, key }: RowPlace): string =>
  `${digitsOf(closes)}${digitsOf(start)}${partOf(key)}${NUL_INSIDE}`;

/** The place that a member in closing order tells. */
export function placeOf(member: string): RowPlace {
  const [key = ''] = parted(member.slice(2 * DIGITS));
  return { closes: numberOf(member.slice(0, DIGITS)), start: numberOf(member.slice(DIGITS, 2 * DIGITS)), key };
}
