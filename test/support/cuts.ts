import fc from 'fast-check';
import { CRASH, type Item, PAUSE } from '../../src/testing.ts';

/** Items in one read: one, a few, all that a test has. */
export const BATCHES = [1, 3, 1_000] as const;

/** Where a run is struck, and by what. */
export type Signs = readonly (readonly [at: number, ...signs: (typeof CRASH | typeof PAUSE)[]])[];

/** A crash with nothing committed since the last one, with all committed, or with something in between. */
export const signs: fc.Arbitrary<Signs> = fc.array(
  fc.oneof(
    fc.tuple(fc.nat(30), fc.constant(CRASH)),
    fc.tuple(fc.nat(30), fc.constant(PAUSE)),
    fc.tuple(fc.nat(30), fc.constant(PAUSE), fc.constant(CRASH)),
  ),
  { maxLength: 6 },
);

/** The items with crashes and pauses among them. */
export const struck = (items: readonly Item[], signs: Signs): readonly Item[] =>
  signs.reduce<Item[]>((all, [at, ...these]) => all.toSpliced(at, 0, ...these), [...items]);

/** The name of item `i` of a driven log, which a sign among the items moves. */
export const placeOf = (i: number): string => String(i + 1).padStart(10, '0');
