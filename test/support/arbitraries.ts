import fc from 'fast-check';

/** An amount as Binance writes it, with 8 places, and its units of 1e-8: up to 15 digits, small and large ones alike. */
export const amount: fc.Arbitrary<{ readonly text: string; readonly units: bigint; readonly value: number }> = fc
  .tuple(
    fc.integer({ min: 1, max: 15 }).chain((n) => fc.integer({ min: 0, max: 10 ** n - 1 })),
    fc.nat(8),
    fc.boolean(),
  )
  .map(([digits, places, negative]) => {
    const units = BigInt(negative ? -digits : digits) * 10n ** BigInt(8 - places);
    const text = decimalOf(units);
    return { text, units, value: Number(text) };
  });

/** Units of 1e-8 as a decimal of 8 places. */
export function decimalOf(units: bigint): string {
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(9, '0');
  return `${sign}${digits.slice(0, -8)}.${digits.slice(-8)}`;
}

const value = fc.oneof({ weight: 4, arbitrary: amount.map(({ value }) => value) }, fc.constantFrom(0, -0));

/** Trade-like events; few times and ids, so that they meet; some without a price. */
export const event = fc.record({
  time: fc.nat(5),
  id: fc.nat(5),
  price: fc.option(value, { freq: 6 }),
  quantity: value.map(Math.abs),
  /** Anything that is finite: no amount. */
  odd: fc.double({ min: -1e14, max: 1e14, noNaN: true }),
});
