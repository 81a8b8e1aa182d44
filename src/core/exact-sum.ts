/**
 * An exact sum of whole numbers, as `hi + lo + rest`: two doubles that together hold 105 bits, and what has spilled out
 * of them. An immutable value. How it is cut into three depends on the order of what was added; `toUnits` does not, so
 * that is what must be saved and compared.
 *
 * Why exact. Invariant: all three are whole, |hi| <= 2^104, and |lo| <= 2^51, half a last place of such a `hi`. What is
 * added, `x + y`, obeys the same. Then |hi + x| <= 2^105, and its rounding error is at most 2^51, so the three small
 * parts `lo`, `y` and that error sum to at most 1.5 × 2^52: below 2^53, where doubles add whole numbers exactly.
 */
export class ExactSum {
  static readonly ZERO = new ExactSum(0, 0, 0n);

  readonly hi: number;
  readonly lo: number;
  readonly rest: bigint;

  private constructor(hi: number, lo: number, rest: bigint) {
    this.hi = hi;
    this.lo = lo;
    this.rest = rest;
  }

  static fromUnits(units: bigint): ExactSum {
    const hi = Number(units);
    if (Math.abs(hi) > LIMIT) return new ExactSum(0, 0, units);
    return new ExactSum(hi, Number(units - BigInt(hi)), 0n);
  }

  /** `n`: a whole number, at most 2^104. */
  add(n: number): ExactSum {
    return this.#plus(n, 0, this.rest);
  }

  /** Adds a × b, exactly. Both are whole numbers, at most 2^53. */
  addProduct(a: number, b: number): ExactSum {
    const product = a * b;
    if (Math.abs(product) > LIMIT) return this.merge(ExactSum.fromUnits(BigInt(a) * BigInt(b)));
    return this.#plus(product, productError(a, b, product), this.rest);
  }

  merge(other: ExactSum): ExactSum {
    return this.#plus(other.hi, other.lo, other.rest === 0n ? this.rest : this.rest + other.rest);
  }

  toUnits(): bigint {
    return BigInt(this.hi) + BigInt(this.lo) + this.rest;
  }

  #plus(x: number, y: number, rest: bigint): ExactSum {
    const sum = this.hi + x;
    const small = sumError(this.hi, x, sum) + (this.lo + y);
    const hi = sum + small;
    const lo = sumError(sum, small, hi);
    return Math.abs(hi) <= LIMIT ? new ExactSum(hi, lo, rest) : new ExactSum(0, 0, rest + BigInt(hi) + BigInt(lo));
  }
}

const LIMIT = 2 ** 104;

/** a + b - sum, exactly, where `sum` is the double a + b (Knuth's two-sum). */
function sumError(a: number, b: number, sum: number): number {
  const rounded = sum - a;
  return a - (sum - rounded) + (b - rounded);
}

/** a × b - product, exactly, where `product` is the double a * b (Dekker's two-product). */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const aLow = a - aHigh;
  const bHigh = upperHalf(b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The upper 26 bits, so that products of halves are exact (Veltkamp's split by 2^27 + 1). */
function upperHalf(a: number): number {
  const scaled = 134_217_729 * a;
  return scaled - (scaled - a);
}
