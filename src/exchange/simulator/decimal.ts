import { parseUnits } from '../../core/decimal.ts';

/** Decimal places of every amount that Binance writes. */
const PLACES = 8;
const POWERS = Array.from({ length: PLACES + 1 }, (_, digits) => 10 ** digits);
/** 1 in units of the last place. */
export const ONE = 10n ** BigInt(PLACES);

/** `6183763` at 2 digits is `61837.63000000`. The mantissa is a whole number below 2^53, and not negative. */
export function format(mantissa: number, digits: number): string {
  const one = POWERS[digits] ?? 1;
  const whole = Math.floor(mantissa / one);
  const fraction = String(one + mantissa - whole * one).slice(1);
  return `${whole}.${fraction}${'00000000'.slice(digits)}`;
}

/** A decimal string of 8 places, or fewer, as a whole number of the last of 8. */
export const toUnits = (text: string): bigint =>
  text.at(-PLACES - 1) === '.' ? BigInt(text.replace('.', '')) : parseUnits(text, PLACES);

/** How many places a decimal string has, without the zeros at its end. */
export const placesOf = (text: string): number => /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0;

export function fromUnits(units: bigint): string {
  const digits = String(units).padStart(PLACES + 1, '0');
  return `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
}

/** The quotient of two amounts, cut off after 8 places. */
export const over = (a: bigint, b: bigint): bigint => (a * ONE) / b;

/** The largest whole number of steps in an amount. */
export const whole = (units: bigint, step: bigint): bigint => units - (units % step);

/** The product of two amounts, cut off after 8 places. */
export const times = (a: bigint, b: bigint): bigint => (a * b) / ONE;

// Math.max and Math.min take no bigint.
export function higher(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
export function lower(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
