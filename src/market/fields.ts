import { parseAmount } from '../core/decimal.ts';
import type { Millis } from '../core/time.ts';

/** A field that is not what it should be: becomes the reason of a dead letter. */
export class Misfit extends Error {
  readonly aside: 'unparsable' | 'imprecise';
  constructor(aside: 'unparsable' | 'imprecise', message: string) {
    super(message);
    this.aside = aside;
  }
}

type Fields = { readonly [field: string]: unknown };

/** Times above this are in µs: as ms they would lie after the year 5138. */
const MICROS_MIN = 1e14;

/** A name in upper case; not ASCII alone (Binance lists symbols in other scripts). */
export function symbolOf(fields: Fields, field: string): string {
  const value = fields[field];
  if (typeof value === 'string' && SYMBOL.test(value)) return value;
  throw misfit(fields, field, 'a symbol of 1 to 64 letters and digits, in upper case');
}
const SYMBOL = /^[\p{Lu}\p{Lo}\p{Nd}._-]{1,64}$/u;

/** An id that fits a JavaScript number. */
export function idOf(fields: Fields, field: string): number {
  const value = fields[field];
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw misfit(fields, field, 'an integer from 0 to 2^53 - 1');
}

/** A price or a quantity, written as a decimal string. */
export function amountOf(fields: Fields, field: string): number {
  const value = fields[field];
  const amount = typeof value === 'string' ? parseAmount(value) : undefined;
  if (amount === 'imprecise') {
    throw new Misfit('imprecise', `${field} is ${shown(value)}, wanted at most 8 places and 15 digits`);
  }
  if (typeof amount === 'number' && amount >= 0) return amount;
  throw misfit(fields, field, 'a decimal string such as "0.05", not negative');
}

/** A time in ms, or in µs and then cut to ms. */
export function millisOf(fields: Fields, field: string): Millis {
  return inMillis(idOf(fields, field));
}

/** What a time that is in ms or µs is in ms. */
export const inMillis = (time: number): Millis => (time >= MICROS_MIN ? Math.floor(time / 1000) : time);

export function flagOf(fields: Fields, field: string): boolean {
  const value = fields[field];
  if (typeof value === 'boolean') return value;
  throw misfit(fields, field, 'true or false');
}

/** What was got, in a few words: JSON may be long, and nested too deeply to be written again. */
export function shown(json: unknown): string {
  if (json === undefined) return 'missing';
  if (typeof json === 'object' && json !== null) return Array.isArray(json) ? 'an array' : 'an object';
  return JSON.stringify(json).slice(0, 80);
}

const misfit = (fields: Fields, field: string, wanted: string): Misfit =>
  new Misfit('unparsable', `${field} is ${shown(fields[field])}, wanted ${wanted}`);
