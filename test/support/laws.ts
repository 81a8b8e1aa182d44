import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Aggregate } from '../../src/core/aggregate.ts';
import { decode, encode } from '../../src/core/json.ts';

/**
 * What every aggregate must obey, seen in the bytes that it saves: neither the order nor the split of the events, nor
 * a restart in between, leaves a trace. Everything is frozen, so a change in place throws.
 */
export function laws<T, P, R>(aggregate: Aggregate<T, P, R>, event: fc.Arbitrary<T>): void {
  const zero = () => frozen(aggregate.zero());
  const add = (partial: P, e: T) => frozen(aggregate.add(partial, frozen(e)));
  const merge = (a: P, b: P) => frozen(aggregate.merge(a, b));
  const fold = (all: readonly T[]) => all.reduce(add, zero());
  const save = (partial: P): string => encode(aggregate.save ? aggregate.save(partial) : partial);
  const load = (bytes: string): P => {
    const saved = frozen(decode(bytes));
    return frozen(aggregate.load ? aggregate.load(saved) : (saved as P));
  };
  const shown = (partial: P): string =>
    encode([aggregate.result(partial), aggregate.print ? aggregate.print(partial) : null]);

  const events = fc.array(event, { maxLength: 40 });
  const partial = events.map(fold);
  const holds = <V>(name: string, law: fc.IRawProperty<V, false>) => test(name, () => fc.assert(law));

  describe(`${aggregate.name} is a commutative monoid`, () => {
    holds(
      'zero is neutral',
      fc.property(partial, (p) => {
        expect(save(merge(zero(), p))).toBe(save(p));
        expect(save(merge(p, zero()))).toBe(save(p));
      }),
    );

    holds(
      'merging is commutative',
      fc.property(partial, partial, (a, b) => {
        expect(save(merge(a, b))).toBe(save(merge(b, a)));
      }),
    );

    holds(
      'merging is associative',
      fc.property(partial, partial, partial, (a, b, c) => {
        expect(save(merge(merge(a, b), c))).toBe(save(merge(a, merge(b, c))));
      }),
    );

    holds(
      'adding an event is merging it alone',
      fc.property(partial, event, (p, e) => {
        expect(save(add(p, e))).toBe(save(merge(p, add(zero(), e))));
      }),
    );

    holds(
      'any order and any split, with restarts in between, give the same bytes and the same result',
      fc.property(orderAndSplit(events), ({ all, parts }) => {
        const whole = fold(all);
        const merged = parts.map((part) => load(save(fold(part)))).reduce(merge, zero());
        expect(save(merged)).toBe(save(whole));
        expect(shown(merged)).toBe(shown(whole));
        const resumed = parts.reduce((p, part) => part.reduce(add, load(save(p))), zero());
        expect(save(resumed)).toBe(save(whole));
      }),
    );

    holds(
      'what is saved and loaded is the same',
      fc.property(partial, (p) => {
        expect(save(load(save(p)))).toBe(save(p));
        expect(shown(load(save(p)))).toBe(shown(p));
      }),
    );
  });
}

/** Some events; and the same in any order, cut into parts anywhere. */
const orderAndSplit = <T>(events: fc.Arbitrary<T[]>): fc.Arbitrary<{ all: readonly T[]; parts: readonly T[][] }> =>
  events.chain((all) =>
    fc.record({
      all: fc.constant(all),
      parts: fc
        .tuple(
          fc.shuffledSubarray(all, { minLength: all.length }),
          fc.array(fc.nat(all.length), { maxLength: 5 }).map((cuts) => cuts.sort((a, b) => a - b)),
        )
        .map(([mixed, cuts]) => [0, ...cuts].map((from, i) => mixed.slice(from, cuts[i] ?? mixed.length))),
    }),
  );

/** The value, frozen to its depth. */
function frozen<V>(value: V): V {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}
