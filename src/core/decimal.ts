/**
 * An *amount* is a decimal of at most 8 places and at most 15 digits, so less than 1e15, held as the nearest number. No
 * two such decimals have the same nearest number, so it prints back as the same decimal.
 */
export const AMOUNT_PLACES = 8;

/** Below it, an amount has all its places: its mantissa is itself in units of 1e-8. */
const WHOLE = 1e7;
/** No amount is as large. */
export const AMOUNT_LIMIT = 1e15;
const POWERS = Array.from({ length: AMOUNT_PLACES + 1 }, (_, places) => Number(`1e${places}`));
const power = (places: number): number => POWERS[places] ?? 1;

const MINUS = 45;
const ZERO = 48;

/**
 * Reads a plain decimal such as "61837.63000000": digits, then perhaps a point and digits, and before them perhaps a
 * minus. Zeros at the end of the places do not count. `undefined`: not such a decimal (an exponent, a plus, a blank, a
 * lone point); `'imprecise'`: one, but with more than 8 places or 15 digits.
 */
export function parseAmount(text: string): number | 'imprecise' | undefined {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const point = text.indexOf('.', start);
  const wholeEnd = point < 0 ? text.length : point;
  let end = text.length;
  if (wholeEnd === start || point === end - 1) return undefined;
  if (point >= 0) while (text.charCodeAt(end - 1) === ZERO) end--;
  let digits = 0;
  for (let i = start; i < end; i++) {
    if (i === wholeEnd) continue;
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    digits = digits * 10 + digit;
  }
  const places = point < 0 ? 0 : end - point - 1;
  // Past 1e15 the digits are no longer exact, but they never fall below it again.
  if (places > AMOUNT_PLACES || digits >= AMOUNT_LIMIT) return 'imprecise';
  // Both are exact, so this one division gives the number nearest to the decimal.
  const amount = digits / power(places);
  return start === 1 && amount !== 0 ? -amount : amount;
}

/**
 * `x` in units of 1e-8, rounded to a whole number of them, or to 15 digits where that is coarser. Exact for amounts
 * up to 2^53 units (90,071,992.54740992), that is, wherever the answer is a safe integer; beyond, the number nearest to
 * `unitsOf(x)`. Other numbers: what is rounded, half-even, is the product x × 10^places as a number, so two different
 * numbers that are nearly a tie may both be taken for one.
 *
 * Why exact: an amount is d / 10^places with |d| < 10^15. `x` is off by at most 2^-53 of itself, the product by as much
 * again, so the product is off by at most 10^15 × 2^-52 = 0.23 from d: less than a half.
 *
 * @throws RangeError if |x| is not below 1e15; so for NaN and ±Infinity too
 */
export function mantissa(x: number): number {
  if (Math.abs(x) < WHOLE) return roundEven(x * 1e8);
  const places = placesOf(x);
  return roundEven(x * power(places)) * power(AMOUNT_PLACES - places);
}

/** `x` in units of 1e-8: what `mantissa` gives, but exact for every amount. Slower. @throws RangeError as it does */
export function unitsOf(x: number): bigint {
  const places = placesOf(x);
  return BigInt(roundEven(x * power(places))) * 10n ** BigInt(AMOUNT_PLACES - places);
}

/**
 * The exact product of three amounts, rounded half-even to 8 places, or to 15 digits where that is coarser, so that it
 * is an amount again.
 *
 * @throws RangeError if the product, or a factor, is not below 1e15 either way
 */
export function usdOf(price: number, quantity: number, rate: number): number {
  const quick = quickUsdOf(price, quantity, rate);
  if (!Number.isNaN(quick)) return quick;
  const exact = unitsOf(price) * unitsOf(quantity) * unitsOf(rate);
  for (let places = AMOUNT_PLACES; places >= 0; places--) {
    const digits = Number(roundHalfEven(exact, 10n ** BigInt(3 * AMOUNT_PLACES - places)));
    if (Math.abs(digits) < AMOUNT_LIMIT) return digits / power(places);
  }
  throw new RangeError(`${price} × ${quantity} × ${rate} is too large; wanted less than 1e15`);
}

/** The same, or NaN where it takes longer. Nothing but arithmetic, so that V8 makes no object of a number in a loop. */
export function quickUsdOf(price: number, quantity: number, rate: number): number {
  if (!(Math.abs(price) < WHOLE && Math.abs(quantity) < WHOLE && Math.abs(rate) < WHOLE)) return Number.NaN;
  // At most six roundings, each by at most 2^-53 of the value, so it is off by less than 2^-50 of itself. Where that
  // cannot carry it over a tie, it rounds as the exact product does; never so from 2^49 on, so 15 digits suffice.
  const near = (roundEven(price * 1e8) * roundEven(quantity * 1e8) * roundEven(rate * 1e8)) / 1e16;
  const rounded = roundEven(near);
  return 0.5 - Math.abs(near - rounded) > Math.abs(near) * 2 ** -50 ? rounded / 1e8 : Number.NaN;
}

/** `units` × 10^-places as a plain decimal, exact, without zeros at its end: "0", "-0.5", "12.3". */
export function formatUnits(units: bigint, places: number): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const point = digits.length - places;
  const fraction = digits.slice(point).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction && `.${fraction}`}`;
}

/** The inverse of `formatUnits`. @throws RangeError if `text` is no plain decimal of at most so many places */
export function parseUnits(text: string, places: number): bigint {
  const [, whole, fraction = ''] = /^(-?\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length > places) {
    throw new RangeError(`got ${JSON.stringify(text)}, wanted a plain decimal of at most ${places} places`);
  }
  return BigInt(whole + fraction.padEnd(places, '0'));
}

/** The number nearest to `units` × 10^-places. */
export const nearestNumber = (units: bigint, places: number): number => Number(formatUnits(units, places));

/** The quotient as a whole number; halfway between two, the even one. @throws RangeError if the denominator is 0 */
export function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator; // cut off towards 0
  const twice = 2n * abs(numerator % denominator);
  const size = abs(denominator);
  if (twice < size || (twice === size && quotient % 2n === 0n)) return quotient;
  return numerator < 0n === denominator < 0n ? quotient + 1n : quotient - 1n;
}

const abs = (n: bigint): bigint => (n < 0n ? -n : n);

/** How many places 15 digits leave behind the point. */
function placesOf(x: number): number {
  const size = Math.abs(x);
  if (!(size < AMOUNT_LIMIT)) throw new RangeError(`got ${x}, wanted a number between -1e15 and 1e15`);
  let places = AMOUNT_PLACES;
  for (let limit = 1e7; size >= limit; limit *= 10) places--;
  return places;
}

/** The nearest whole number, a tie to the even one, for |y| <= 2^52: from there on a number has no places to hold. */
const roundEven = (y: number): number => (y < 0 ? y - 2 ** 52 + 2 ** 52 : y + 2 ** 52 - 2 ** 52);
