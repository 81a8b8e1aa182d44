import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Edition, RING_BYTES, RING_MAX } from '../../../src/dashboard/live/edition.ts';
import { Seen } from '../../support/live.ts';

/** Somebody who has the document of then, and is told the way to now. */
const told = (edition: Edition, seen = new Seen()): Seen => {
  for (const { bytes } of edition.since(edition.numberOf(seen.lastEventId))) seen.take(bytes);
  return seen;
};
/** Much that stays, so that a patch is the shorter way. */
const large = (n: number) => ({ n, stays: 'x'.repeat(200) });

const name = fc.constantFrom('a', 'b', 'a/b', '~', '__proto__', 'constructor', 'toString', 'length', '0', '');
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, -0, 1, 'x', 'line\nline\n\n', '\u2028', {}, []),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const document = fc.dictionary(name, json, { maxKeys: 5, noNullPrototype: true });

test('whoever follows has the document, however it changes, and wherever they come back', () => {
  const changes = fc.array(fc.record({ document, listens: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()) }));
  fc.assert(
    fc.property(changes, (all) => {
      const edition = new Edition('e');
      const followers = [new Seen(), new Seen(), new Seen()];
      for (const { document, listens } of all) {
        const now = { document, stays: 'x'.repeat(1_000) };
        edition.take(now);
        for (const [i, seen] of followers.entries()) {
          if (!listens[i]) continue;
          told(edition, seen);
          // As JSON has it: names that objects of JavaScript take for something else are but names.
          expect(sorted(seen.document)).toBe(sorted(JSON.parse(JSON.stringify(now))));
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('what is equal is no news, whatever the order of its names', () => {
  const edition = new Edition('e');
  expect(edition.take({ a: 1, b: [1, 2] })).toBe(true);
  expect(edition.take({ b: [1, 2], a: 1 })).toBe(false);
  expect(edition.take({ b: [1, 2], a: 1, c: undefined })).toBe(false);
  expect(edition.take({ b: [2, 1], a: 1 })).toBe(true);
});

test('what the source does to its document afterwards is seen when it is read again', () => {
  const edition = new Edition('e');
  const document = large(1);
  edition.take(document);
  const seen = told(edition);
  document.n = 2;
  expect(told(edition, seen).document).toEqual(large(1));
  expect(edition.take(document)).toBe(true);
  expect(told(edition, seen).document).toEqual(large(2));
  expect(seen.frames).toBe('document, patch');
});

test('a patch that is longer than the document is the document', () => {
  const edition = new Edition('e');
  edition.take({ a: [1, 2, 3] });
  const seen = told(edition);
  edition.take({ b: [3, 2, 1] });
  expect(told(edition, seen).frames).toBe('document, document');
});

test('an array where an object was is said whole, for no patch of it is right', () => {
  const edition = new Edition('e');
  edition.take([1, 2, 3, 'x'.repeat(100)]);
  const seen = told(edition);
  edition.take({ 0: 1, 1: 2, 2: 3, 3: 'x'.repeat(100), 4: 4 });
  expect(told(edition, seen).document).toEqual({ 0: 1, 1: 2, 2: 3, 3: 'x'.repeat(100), 4: 4 });
});

test('patches are kept by count and by bytes; behind that everything is told', () => {
  const edition = new Edition('e');
  const wide = (n: number) => ({ n, stays: 'x'.repeat(100_000) });
  edition.take(wide(0));
  const seen = told(edition);
  for (let n = 1; n <= RING_MAX; n++) edition.take(wide(n));
  expect(edition.since(1)).toHaveLength(RING_MAX);
  edition.take(wide(-1));
  expect(edition.since(1)).toHaveLength(1);
  expect(edition.since(2)).toHaveLength(RING_MAX);
  expect(told(edition, seen).frames).toBe('document, document');

  const heavy = (n: number) => ({ changes: `${n}`.repeat(50_000), stays: 'x'.repeat(3_000_000) });
  for (let n = 100_000; n < 100_010; n++) {
    edition.take(heavy(n));
    expect(edition.kept).toBeLessThanOrEqual(RING_BYTES);
  }
  expect(edition.kept).toBeGreaterThan(RING_BYTES / 2);
});

test('many patches that are longer than the document are the document', () => {
  const edition = new Edition('e');
  edition.take(large(0));
  const seen = told(edition);
  for (let n = 1; n < 10; n++) edition.take(large(n));
  expect(edition.since(edition.numberOf(seen.lastEventId))).toHaveLength(1);
  expect(told(edition, seen).document).toEqual(large(9));
});

test.each(['', 'e', 'e/', 'f/1', 'e/2', 'e/-1', 'e/1.5', 'e/01e1', 'x/e/1', 'e/999999999999999999', 'e/1 '])(
  'the id %j leads nowhere',
  (id) => {
    const edition = new Edition('e');
    edition.take({ a: 1 });
    expect(edition.numberOf('e/1')).toBe(1);
    expect(edition.numberOf(id)).toBeUndefined();
  },
);

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))
      : inner,
  );
