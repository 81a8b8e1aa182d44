import { createHash } from 'node:crypto';

/** Draws a number from 0 up to, and without, `bound`. */
export type Draw = (bound: number) => number;

const BITS_48 = (1n << 48n) - 1n;
const MULTIPLIER = 0x5deece66dn;

/**
 * What `H` stands for in the schedules of a job: numbers drawn one after the other that follow from its name alone, and
 * are those that Jenkins draws for a job of that name. The MD5 of the name, its halves laid over each other, seeds the
 * generator of `java.util.Random`.
 */
export function hashedBy(name: string): Draw {
  const digest = createHash('md5').update(name, 'utf8').digest();
  const seed = digest.readBigUInt64BE(0) ^ digest.readBigUInt64BE(8);
  let state = (seed ^ MULTIPLIER) & BITS_48;
  const next31 = (): number => {
    state = (state * MULTIPLIER + 0xbn) & BITS_48;
    return Number(state >> 17n);
  };
  return (bound) => {
    // Of a power of two the high bits are taken, which are the better ones.
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(next31())) >> 31n);
    for (;;) {
      const bits = next31();
      const value = bits % bound;
      // What is left over at the top would favour the small ones.
      if (bits - value + (bound - 1) < 2 ** 31) return value;
    }
  };
}
